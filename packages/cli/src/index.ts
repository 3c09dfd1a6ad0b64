/** The orrery command, for whoever wants to call it from a program. */
export { execute } from './execute.ts';
