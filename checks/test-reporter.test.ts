import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { root, vitest } from '../scripts/tools.mjs';
import { plant, uproot } from './planted-repository.ts';
import { runNode } from './run-node.ts';

const config = `export default {
  test: { include: ['*.test.ts'], reporters: [${JSON.stringify(join(root, 'scripts/test-reporter.mjs'))}] },
};\n`;

const header = "import { beforeAll, describe, expect, test } from 'vitest';\n";
const passing = `${header}test('a', () => expect(1).toBe(1));\ntest('b', () => expect(1).toBe(1));\n`;
const failing = `${header}test('c', () => expect(1).toBe(2));\n`;

let folder = '';
afterEach(() => uproot(folder));

const lastLineOf = async (files: Readonly<Record<string, string>>, environment = {}): Promise<readonly unknown[]> => {
  folder = plant({ 'vitest.config.mjs': config, ...files });
  const ran = await runNode([vitest, 'run'], folder, { ORRERY_BUILD: '', ...environment });
  return [ran.stdout.endsWith('\n') ? ran.stdout.split('\n').at(-2) : ran.stdout, ran.code];
};

describe('the last line of the tests', { timeout: 60_000 }, () => {
  test('counts what passed', async () => {
    expect(await lastLineOf({ 'passing.test.ts': passing })).toEqual(['2 passed, 0 failed', 0]);
  });

  test('counts what failed and what was skipped', async () => {
    const skipped = `${header}test.skip('d', () => undefined);\n`;
    const files = { 'passing.test.ts': passing, 'failing.test.ts': failing, 'skipped.test.ts': skipped };
    expect(await lastLineOf(files)).toEqual(['2 passed, 1 failed, 1 skipped', 1]);
  });

  test('counts what hid tests: a file that does not load, a hook that throws, an error nobody handled', async () => {
    const files = {
      'broken.test.ts': "import './nowhere.ts';\n",
      'hook.test.ts': `${header}describe('e', () => {\n  beforeAll(() => {\n    throw new Error('hook');\n  });\n  test('f', () => undefined);\n});\n`,
      'unhandled.test.ts': `${header}test('g', () => void Promise.reject(new Error('unhandled')));\n`,
    };
    expect(await lastLineOf(files)).toEqual(['1 passed, 3 failed, 1 skipped', 1]);
  });

  test('counts a worker that died', async () => {
    const dying = `${header}test('h', () => process.kill(process.pid, 'SIGKILL'));\n`;
    const [line, code] = await lastLineOf({ 'dying.test.ts': dying });
    expect(line).toMatch(/^0 passed, [1-9] failed$/);
    expect(code).toBe(1);
  });

  test('says so when nothing ran', async () => {
    expect(await lastLineOf({})).toEqual(['0 passed, 0 failed', 1]);
  });

  test('counts a build that failed', async () => {
    expect(await lastLineOf({ 'passing.test.ts': passing }, { ORRERY_BUILD: 'failed' })).toEqual([
      '2 passed, 1 failed',
      1,
    ]);
  });
});
