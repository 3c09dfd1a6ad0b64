/** The machine: virtual time, recorded events and the state they fold to. Not a word of Kubernetes. */
export * from './choices.ts';
export * from './dictionary.ts';
export * from './distribution.ts';
export * from './event-schema.ts';
export * from './hash.ts';
export * from './instant.ts';
export * from './json.ts';
export * from './log.ts';
export * from './randomness.ts';
export * from './simulation.ts';
export * from './timeline.ts';
export * from './vector.ts';
