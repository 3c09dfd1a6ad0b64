/** The API server: commands to events, and requests to responses. */
export * from './command.ts';
export * from './decide/index.ts';
export { podBodyFromTemplate } from './defaulting/pod.ts';
export * from './generated-name.ts';
export * from './rejection.ts';
