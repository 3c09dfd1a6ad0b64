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
