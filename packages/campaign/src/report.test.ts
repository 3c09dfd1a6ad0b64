import { expect, test } from 'vitest';
import { spreadOf } from './percentiles.ts';
import { reportOf } from './report.ts';
import type { PlayedSeed, SeedRun } from './seed-run.ts';

const played = (seed: number, over: Partial<PlayedSeed> = {}): PlayedSeed => ({
  outcome: 'held',
  seed,
  failure: null,
  violations: [],
  events: 10,
  simulatedSeconds: 60,
  rolloutSeconds: seed,
  unfinishedRollouts: 0,
  worstUnavailability: null,
  digest: '',
  stateHash: '',
  ...over,
});

const broken: SeedRun = { outcome: 'broken', seed: 4, message: 'out of memory' };
const failed = (seed: number): PlayedSeed =>
  played(seed, { outcome: 'failed', failure: { step: 2, message: `seen ${seed}` }, rolloutSeconds: null });

test('KC-241: a percentile is the least value that so many seeds do not exceed', () => {
  const samples = Array.from({ length: 200 }, (_, i) => ({ seed: i, value: 200 - i }));
  expect(spreadOf(samples)).toEqual({ seeds: 200, min: 1, p50: 100, p90: 180, p99: 198, max: 200, maxSeed: 0 });
  expect(spreadOf([{ seed: 7, value: 5 }])).toEqual({ seeds: 1, min: 5, p50: 5, p90: 5, p99: 5, max: 5, maxSeed: 7 });
  const even = [3, 1, 2].map((seed) => ({ seed, value: 1 }));
  expect(spreadOf(even)?.maxSeed).toBe(1);
  expect(spreadOf([])).toBeUndefined();
});

test('KC-241: the same step and the same invariant are one failure, with the first seed and what it said', () => {
  const violation = {
    invariant: 'own-pods',
    layer: 'API',
    position: 5,
    at: 7,
    message: 'two owners',
    times: 3,
  } as const;
  const report = reportOf([
    played(1),
    failed(2),
    failed(3),
    broken,
    played(5, { outcome: 'failed', violations: [violation] }),
  ]);
  expect(report.outcomes).toEqual({ held: 1, failed: 3, refused: 0, broken: 1 });
  expect(report.failures.map(({ type, seeds, firstSeed, message }) => [type, seeds, firstSeed, message])).toEqual([
    ['step', 2, 2, 'seen 2'],
    ['broken', 1, 4, 'out of memory'],
    ['invariant', 1, 5, 'two owners'],
  ]);
  expect(report.rolloutSeconds).toMatchObject({ seeds: 2, min: 1, max: 5 });
  expect(report.worstUnavailability).toBeNull();
});

test('KC-240: 2 when a seed could not be played, 1 when something did not hold, else 0', () => {
  expect(reportOf([played(1), failed(2), broken]).exitCode).toBe(2);
  expect(reportOf([played(1), played(2, { outcome: 'refused' }), failed(3)]).exitCode).toBe(2);
  expect(reportOf([played(1), failed(2)]).exitCode).toBe(1);
  expect(reportOf([played(1)]).exitCode).toBe(0);
});
