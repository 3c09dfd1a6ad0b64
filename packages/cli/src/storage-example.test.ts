import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from './execute.ts';

const scenario = decodeURIComponent(new URL('../../../examples/storage/scenario.yaml', import.meta.url).pathname);

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

test.each(['1', '2', '3'])(
  'VP-10: what examples/storage says of its provisioner comes true, with seed %s',
  async (seed) => {
    let out = '';
    const terminal = { out: (text: string) => void (out += text), err: () => undefined, colour: false };
    const log = join(dir, `${seed}.log`);
    const exitCode = await execute(['run', scenario, '--seed', seed, '--log', log], terminal);
    expect(out).toContain('rpc error: code = ResourceExhausted desc = the zone is full');
    expect(exitCode).toBe(0);
  },
);
