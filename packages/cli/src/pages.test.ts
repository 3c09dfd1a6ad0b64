import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandsOf, rendered } from './page.fixture.ts';

const root = decodeURIComponent(new URL('../../../', import.meta.url).pathname);

const pages = ['docs/workloads.md', 'docs/workloads.zh.md'];

const read = (page: string): string => readFileSync(join(root, page), 'utf8');

describe('pages show what their commands print', () => {
  // `npm test -- packages/cli/src/pages.test.ts -u` writes what they print now.
  test.each(pages)('%s', async (page) => {
    const folder = join(root, 'examples/chapter-8');
    await expect(rendered(read(page), folder, ['kubesphere02', 'kubesphere03'])).toMatchFileSnapshot(join(root, page));
  });

  test('in both languages the same ones', () => {
    const [english = '', chinese = ''] = pages;
    expect(commandsOf(read(english)).length).toBeGreaterThan(30);
    expect(commandsOf(read(chinese))).toEqual(commandsOf(read(english)));
  });
});
