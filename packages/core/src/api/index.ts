/** The API server: commands to events, and requests to responses. */
export * from './command.ts';
export * from './decide/index.ts';
export { podBodyFromTemplate } from './defaulting/pod.ts';
export { defaultPodTemplate } from './defaulting/pod-spec.ts';
export * from './generated-name.ts';
export { handle } from './handle.ts';
export { listRecords } from './handle/read.ts';
export type { Cell, Printing } from './print/column.ts';
export { ageOf, humanDuration } from './print/human-duration.ts';
export { podStatusText } from './print/pod.ts';
export { formatAccessModes, formatLabels } from './print/text.ts';
export * from './rejection.ts';
export * from './request.ts';
export * from './server.ts';
export * from './status.ts';
export { readChoice, type Choice } from './select.ts';
export * from './table.ts';
