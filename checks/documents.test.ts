import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/tools.mjs';

/** Every document that git knows. */
const documents = spawnSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).stdout.trim().split('\n');

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const orrery = (...words: readonly string[]) =>
  spawnSync(process.execPath, [join(root, 'packages/cli/dist/main.js'), ...words], { cwd: root, encoding: 'utf8' });

describe('documents stay true', () => {
  test.each(documents)('%s: its links lead somewhere', (file) => {
    const links = [...read(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
    const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(file), link)));
    expect(broken).toEqual([]);
  });

  test.each(documents)('%s: the paths it names exist', (file) => {
    const paths = [...read(file).matchAll(/`(packages\/[\w./-]+|examples\/[\w./-]+|docs\/[\w./-]+)`/g)].map(
      (match) => match[1] ?? '',
    );
    expect(paths.filter((path) => !path.includes('NAME') && !existsSync(join(root, path)))).toEqual([]);
  });

  test('every command that a document names is one', () => {
    const help = orrery('--help').stdout;
    const named = documents.flatMap((file) =>
      [...read(file).matchAll(/npm run -s orrery -- ([a-z]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(0);
    expect([...new Set(named)].filter((command) => !new RegExp(`^  ${command}\\b`, 'm').test(help))).toEqual([]);
  });

  test('what README.md shows of the first run is what the first run prints', () => {
    const shown = /```\n(NAME {4}READY[\s\S]*?)```/.exec(read('README.md'))?.[1] ?? '';
    expect(shown).not.toBe('');
    const log = join(root, 'node_modules/.orrery-documents.log');
    const { stdout } = orrery('run', 'examples/chapter-8/scenario.yaml', '--story', '--log', log, '--force');
    expect(stdout).toContain(shown);
  });
});
