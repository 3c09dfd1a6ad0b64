/** Invariants, mutants, and the search for runs that break them. */
export * from './invariants/index.ts';
