/** Invariants, mutants, and the search for runs that break them. */
export * from './exploration/explore.ts';
export * from './exploration/parse-deviations.ts';
export * from './exploration/search-lags.ts';
export * from './exploration/transcript.ts';
export * from './invariants/index.ts';
export * from './mutants/index.ts';
