import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type } from './type.fixture.ts';

const scenario = decodeURIComponent(new URL('../../../examples/chapter-8/scenario.yaml', import.meta.url).pathname);

let dir = '';
let log = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-dns-'));
  log = join(dir, 'story.log');
  await type('run', scenario, '--output', 'none', '--log', log);
});
afterAll(() => rmSync(dir, { recursive: true }));

test('NE-35: dns answers as of an instant, as dig shows it', async () => {
  const name = 'web-0.nginx.default.svc.cluster.local';
  const late = await type('dns', log, name);
  expect(late.exitCode).toBe(0);
  expect(late.out).toMatch(
    /^;; status: NOERROR, ANSWER: 1, ADDITIONAL: 0\nweb-0\.nginx\.default\.svc\.cluster\.local\.\t5\tIN\tA\t10\.244\.\d+\.\d+\n$/,
  );
  const early = await type('dns', log, '--at', '0s', name);
  expect(early.out).toBe(';; status: NXDOMAIN, ANSWER: 0, ADDITIONAL: 0\n');
  const { out } = await type('dns', log, name, '--type', 'AAAA', '--output', 'json');
  expect(JSON.parse(out)).toEqual({ status: 'NOERROR', answers: [], additional: [] });
});

test('NE-35: what cannot be asked is refused', async () => {
  expect(await type('dns', log, 'nginx', '--type', 'MX')).toMatchObject({ exitCode: 2, out: '' });
  expect(await type('dns', log)).toMatchObject({ exitCode: 2, out: '' });
});
