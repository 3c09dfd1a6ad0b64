import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type } from './type.fixture.ts';

const examples = decodeURIComponent(new URL('../../../examples/', import.meta.url).pathname);
const scenarios = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'scenario.yaml')));

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('KC-227: an example plays through', () => {
  test.each(scenarios)('%s', async (name) => {
    const words = ['run', join(examples, name, 'scenario.yaml'), '--output', 'json', '--log', join(dir, `${name}.log`)];
    const { exitCode, out, err } = await type(...words);
    expect(exitCode, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ violations: [] });
  });
});
