/** The API server: commands to events, and requests to responses. */
export * from './command.ts';
export * from './decide/index.ts';
export { podBodyFromTemplate } from './defaulting/pod.ts';
export { defaultPodTemplate } from './defaulting/pod-spec.ts';
export * from './generated-name.ts';
export { handle } from './handle.ts';
export { listRecords } from './handle/read.ts';
export * from './rejection.ts';
export * from './request.ts';
export * from './server.ts';
export * from './status.ts';
