import { workerData as given } from 'piscina';
import { playSeed as play, type Campaign, type SeedRun } from './seed-run.ts';

// What the pool that started this thread gave it.
const campaign = given as Campaign;

/** What a thread of the pool does with a seed. */
export const playSeed = (seed: number): SeedRun => play(campaign, seed);
