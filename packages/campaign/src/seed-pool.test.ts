import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SeedPool } from './seed-pool.ts';
import type { Campaign } from './seed-run.ts';

const campaign: Campaign = {
  scenario: { apiVersion: 'orrery.dev/v1alpha1', kind: 'Scenario', metadata: { name: 'x' } },
};

let dir = '';
let worker: URL;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
  worker = pathToFileURL(join(dir, 'worker.mjs'));
  // Later seeds are sooner over, one throws, and one takes its whole thread with it.
  writeFileSync(
    join(dir, 'worker.mjs'),
    `export const playSeed = async (seed) => {
      if (seed === 13) throw new Error('seed 13 is unlucky');
      if (seed === 17) process.exit(3);
      await new Promise((done) => setTimeout(done, 60 - seed));
      return { outcome: 'held', seed };
    };\n`,
  );
});
afterAll(() => rmSync(dir, { recursive: true }));

test('KC-243: what one seed breaks loses nothing of the others, and all stand in the order of their seeds', async () => {
  const pool = new SeedPool(campaign, 2, worker);
  const counts: number[] = [];
  const runs = await pool.play({ first: 10, last: 29 }, { progress: (played) => void counts.push(played) });
  await pool.close();
  expect(runs.map(({ seed }) => seed)).toEqual(Array.from({ length: 20 }, (_, i) => 10 + i));
  expect(counts).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  const lost = runs.filter(({ outcome }) => outcome === 'broken');
  expect(lost).toEqual([
    { outcome: 'broken', seed: 13, message: 'seed 13 is unlucky' },
    { outcome: 'broken', seed: 17, message: expect.stringContaining('3') as unknown },
  ]);
});

test('KC-243: what was played before an interruption is kept', async () => {
  const pool = new SeedPool(campaign, 2, worker);
  const controller = new AbortController();
  const progress = (played: number): void => (played === 5 ? controller.abort() : undefined);
  const runs = await pool.play({ first: 18, last: 59 }, { progress, signal: controller.signal });
  await pool.close();
  expect(runs.length).toBeGreaterThanOrEqual(5);
  expect(runs.length).toBeLessThan(42);
  expect(runs.every(({ outcome }) => outcome === 'held')).toBe(true);
});
