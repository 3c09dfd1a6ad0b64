import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { root } from '../scripts/tools.mjs';
import { runNode } from './run-node.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the check says of a specification with these rules and tests with these titles. */
const problems = async (rules: readonly string[], titles: readonly string[]): Promise<readonly unknown[]> => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-spec-'));
  for (const name of ['docs', 'packages', 'checks']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'docs/SPEC.md'), rules.map((id) => `- **${id}** So it is.\n`).join(''));
  writeFileSync(join(folder, 'packages/a.test.ts'), titles.map((title) => `test('${title}', run);\n`).join(''));
  const { code, stderr } = await runNode([join(root, 'scripts/check-spec.mjs'), folder]);
  return [code, ...stderr.split('\n').slice(0, -1)];
};

// Apart, so that this file is not taken for one that cites them.
const title = (ids: string): string => `${ids}: so it is`;

test('rules that are not kept need no test, may not have one, and are counted apart', async () => {
  await problems([], []);
  const spec = '- **AA-1** So.\n- **AA-2** So.\n- **BB-1** *Not kept:* So.\n';
  writeFileSync(join(folder, 'docs/SPEC.md'), spec);
  writeFileSync(join(folder, 'packages/a.test.ts'), `test('${title('AA-1, AA-2')}', run);\n`);
  const script = join(root, 'scripts/check-spec.mjs');
  const counted = await runNode([script, '--count', folder]);
  expect([counted.code, counted.stderr]).toEqual([0, '']);
  expect(counted.stdout.split('\n')).toEqual([
    'prefix    kept  not kept',
    'AA           2         0',
    'BB           0         1',
    'all          2         1',
    '',
  ]);
  writeFileSync(join(folder, 'packages/a.test.ts'), `test('${title('AA-1, AA-2, BB-1')}', run);\n`);
  const wrong = await runNode([script, folder]);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('cites BB-1, which docs/SPEC.md says is not kept.');
});

describe('rules and tests are held to each other', () => {
  test('by one id or several', async () => {
    expect(await problems(['AA-1', 'AA-2', 'BB-10'], [title('AA-1'), title('AA-2, BB-10')])).toEqual([0]);
  });

  test('a rule without a test is reported', async () => {
    expect(await problems(['AA-1', 'AA-2'], [title('AA-1')])).toEqual([
      1,
      'docs/SPEC.md: no title of a test cites AA-2.',
    ]);
  });

  test('a title that cites no rule is reported', async () => {
    expect(await problems(['AA-1'], [title('AA-1'), title('AA-11')])).toEqual([
      1,
      `${join('packages', 'a.test.ts')}: cites AA-11, which docs/SPEC.md does not have.`,
    ]);
  });

  test('a rule that stands there twice is reported', async () => {
    expect(await problems(['AA-1', 'AA-1'], [title('AA-1')])).toEqual([1, 'docs/SPEC.md: AA-1 stands there twice.']);
  });
});
