import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tsc } from '../scripts/tools.mjs';
import { plant, uproot } from './planted-repository.ts';
import { runNode } from './run-node.ts';

/** What core cannot say, because its tsconfig knows neither Node nor a browser nor the inside of a package. */
const offences = {
  'console.ts': "console.log('');\n",
  'process.ts': 'export const planted = process;\n',
  'timeout.ts': 'setTimeout(() => undefined, 0);\n',
  'document.ts': 'export const planted = document;\n',
  'buffer.ts': 'export const planted = Buffer;\n',
  'node.ts': "import 'node:fs';\n",
  'enum.ts': 'export enum Planted {\n  one,\n}\n',
  'index-access.ts': 'export const planted = (list: readonly string[]): string => list[0];\n',
};

describe('what core cannot say does not compile', () => {
  let folder = '';
  let report = '';
  beforeAll(async () => {
    const files = Object.entries(offences).map(([name, text]) => [`packages/core/src/engine/${name}`, text]);
    folder = plant({
      ...Object.fromEntries(files),
      'packages/core/src/engine/innocent.ts': 'export const planted = 1;\n',
    });
    report = (await runNode([tsc, '-p', 'packages/core', '--pretty', 'false'], folder)).stdout;
  }, 60_000);
  afterAll(() => uproot(folder));

  test.each(Object.keys(offences))('%s', (name) => {
    expect(report).toMatch(new RegExp(`^packages/core/src/engine/${name}\\(\\d+,\\d+\\): error TS`, 'm'));
  });

  test('and nothing else fails to', () => {
    expect(report).not.toContain('innocent.ts');
    expect(report.match(/error TS/g)).toHaveLength(Object.keys(offences).length);
  });
});
