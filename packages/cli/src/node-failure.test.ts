import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type } from './type.fixture.ts';

const scenario = decodeURIComponent(new URL('../../../examples/node-failure/scenario.yaml', import.meta.url).pathname);

let dir = '';
let log = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-node-'));
  log = join(dir, 'story.log');
});
afterAll(() => rmSync(dir, { recursive: true }));

// Each step says what it expects: conditions, taints, evictions, Terminating for ever, out of service, Pending, back.
test.each([1, 2, 3])(
  'NL-60: a node dies under two StatefulSets, and each stage is what it is in Kubernetes (seed %d)',
  async (seed) => {
    const { exitCode, out, err } = await type('run', scenario, '--seed', String(seed), '--log', log, '--force');
    expect(err).toBe('');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ {2}held {6}stable-identity /m);
  },
);

test('NL-60, NE-35: the pod’s name leads to it while it is ready, to nothing while it is lost, and then to where it is now', async () => {
  const name = 'db-0.db.default.svc.cluster.local';
  const at = async (instant: string): Promise<string> => (await type('dns', log, '--at', instant, name)).out;
  expect(await at('5m30s')).toContain('IN\tA\t10.244.');
  expect(await at('7m')).toContain('NXDOMAIN');
  expect(await at('29m')).toContain('NXDOMAIN');
  const [before, after] = [await at('5m30s'), await at('31m')];
  expect(after).toContain('IN\tA\t10.244.');
  expect(after).not.toBe(before);
});
