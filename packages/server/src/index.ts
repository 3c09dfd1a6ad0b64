/** The Kubernetes API over HTTP. */
export { recordedInputs } from '@orrery/scenario';
