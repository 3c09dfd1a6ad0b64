/** One scenario played with many seeds, on as many threads as there are, and what came of it. */
export type { Spread } from './percentiles.ts';
export { reportOf, type CampaignReport, type Failure } from './report.ts';
export { SeedPool, type PlayingSeeds } from './seed-pool.ts';
export { parseSeedRange, seedCount, type SeedRange } from './seed-range.ts';
export type { BrokenSeed, Campaign, PlayedSeed, SeedRun } from './seed-run.ts';
