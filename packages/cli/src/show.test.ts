import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedControllers } from '@orrery/controllers';
import { Player, type OutputLine } from '@orrery/scenario';
import { invariantNames } from './invariants.ts';
import { loadScenario } from './load-scenario.ts';
import { type } from './type.fixture.ts';

const scenario = decodeURIComponent(new URL('../../../examples/chapter-8/scenario.yaml', import.meta.url).pathname);

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** The words of a row of a table. */
const cells = (row: string): readonly string[] => row.trim().split(/\s{2,}/);

/** Rows of the watch over the pods of the set, with their instants. */
const watched = (): readonly OutputLine[] => {
  const lines: OutputLine[] = [];
  const show = (line: OutputLine): void => {
    if (line.source === 'watch')
      for (const text of line.text.split('\n')) if (text.startsWith('web-')) lines.push({ ...line, text });
  };
  new Player(loadScenario(scenario, invariantNames).scenario, { installed: installedControllers(), show }).play();
  return lines;
};

describe('EN-66: the past that is shown is the past that was', () => {
  test('at every instant of the watch, show prints the row that the watch printed', async () => {
    const log = join(dir, 'story.log');
    expect((await type('run', scenario, '--output', 'none', '--log', log)).exitCode).toBe(0);
    const rows = watched();
    expect(rows.length).toBeGreaterThan(20);
    // Of several rows of a pod at one instant the last one is what was then.
    const last = new Map(rows.map((row) => [`${row.at} ${cells(row.text)[0] ?? ''}`, row]));
    for (const { at, text } of last.values()) {
      const { out } = await type('show', log, '--at', `${at}us`, 'get', 'pods', '-l', 'app=nginx');
      const [name = ''] = cells(text);
      const shown = out
        .split('\n')
        .map(cells)
        .find(([first]) => first === name);
      // A pod that was just removed is printed once more by the watch, and is not there any more.
      if (shown === undefined) expect(text).toMatch(/Completed|Pending/);
      else expect(shown).toEqual(cells(text));
    }
  });

  test('an instant or position outside the log is refused or is its end', async () => {
    const log = join(dir, 'end.log');
    await type('run', scenario, '--output', 'none', '--log', log);
    const end = await type('show', log, 'get', 'pods');
    expect((await type('show', log, '--at', '24h', 'get', 'pods')).out).toContain('web-0');
    expect(end.out).toContain('web-0');
    const outside = await type('show', log, '--at', '#999999', 'get', 'pods');
    expect(outside.exitCode).toBe(2);
    expect(outside.err).toMatch(/#999999/);
  });
});
