/** The Kubernetes API over HTTP, and the clock behind it. */
export { ApiServerProcess, type ListenSettings } from './api-server.ts';
export { type Speed } from './clock.ts';
export { kubeconfigText, type Address } from './kubeconfig.ts';
export { parseSpeed } from './orrery/input.ts';
export { ServedCluster, type LogSink, type ServeSettings } from './served-cluster.ts';
