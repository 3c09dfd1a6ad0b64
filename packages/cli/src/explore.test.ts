import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type } from './type.fixture.ts';

const examples = new URL('../../../examples/explore/', import.meta.url);
const example = (file: string): string => decodeURIComponent(new URL(file, examples).pathname);

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** The words of the command that a search says replays what it found. */
const replayWords = (out: string): readonly string[] =>
  (/^replay it: npm run -s orrery -- (.*)$/m.exec(out)?.[1] ?? '')
    .split(' ')
    .map((word) => (word === "''" ? '' : word));

describe(
  'EN-65: explore finds a planted bug, shows the shortest run and says how to repeat it',
  { timeout: 60_000 },
  () => {
    test.each([
      ['scale-down.yaml', 'statefulset=reversed-termination', 'reverse-ordinal-termination'],
      ['daemons.yaml', 'daemonset=forgotten-expectations', 'one-daemon-pod-per-node'],
      ['claims.yaml', 'volume-binder=greedy-binding', 'exclusive-volumes'],
    ])('%s with %s', async (file, variant, invariant) => {
      const found = await type('explore', example(file), '--variant', variant, '--deviations', '1');
      expect(found.exitCode).toBe(1);
      expect(found.out).toContain(`invariant ${invariant} did not hold`);
      const again = await type(...replayWords(found.out), '--output', 'json', '--log', join(dir, `${file}.log`));
      expect(again.exitCode).toBe(1);
      const { violations } = JSON.parse(again.out) as { violations: { invariant: string }[] };
      expect(violations[0]?.invariant).toBe(invariant);
    });

    test('and finds nothing where nothing is wrong', async () => {
      const { exitCode, out } = await type('explore', example('claims.yaml'), '--deviations', '1');
      expect(out).toMatch(/^nothing found in \d+ runs; every run with up to 1 deviations was tried/);
      expect(exitCode).toBe(0);
    });

    test('KC-244: Ctrl-C ends a search with what it has found until then', async () => {
      // Nobody else listens here: what comes before the search has begun, or after it has ended, is lost.
      const asking = setInterval(() => process.emit('SIGINT'), 50);
      const { exitCode, out } = await type('explore', example('claims.yaml'), '--deviations', '20', '--exhaustive');
      clearInterval(asking);
      expect(out).toMatch(/^interrupted: nothing found in \d+ runs; /);
      expect(exitCode).toBe(130);
    });
  },
);
