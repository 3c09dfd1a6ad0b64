import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type } from './type.fixture.ts';

const root = decodeURIComponent(new URL('../../../', import.meta.url).pathname);
const example = join(root, 'examples/campaign/scenario.yaml');
const head = 'apiVersion: orrery.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\n';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
  writeFileSync(join(dir, 'quick.yaml'), `${head}steps:\n  - run: kubectl get pods\n`);
  writeFileSync(join(dir, 'nobody.yaml'), `${head}steps:\n  - {after: 1s, fault: {crash: node/nobody}}\n`);
});
afterAll(() => rmSync(dir, { recursive: true }));

interface Told {
  readonly failures: readonly { readonly firstSeed: number; readonly seeds: number; readonly message: string }[];
  readonly runs: readonly { readonly seed: number; readonly digest: string; readonly outcome: string }[];
}

describe('KC-240, KC-241, KC-243: a campaign', () => {
  test('KC-243: prints the same with one thread and with three, and of each seed what a run of it alone gives', async () => {
    const words = ['run', example, '--seeds', '1..6', '--json'];
    const one = await type(...words, '--workers', '1');
    const three = await type(...words, '--workers', '3');
    expect(three.out).toBe(one.out);
    expect(three.exitCode).toBe(one.exitCode);
    const told = JSON.parse(one.out) as Told;
    expect(told.runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(told.runs.map(({ digest }) => digest)).size).toBe(6);
    const alone = await type('run', example, '--seed', '5', '--output', 'json', '--log', join(dir, 'five.log'));
    expect(JSON.parse(alone.out)).toMatchObject({ digest: told.runs[4]?.digest });
  });

  test('KC-241: the page shows what its command prints, and the command that it names repeats the failure', async () => {
    const page = join(root, 'docs/campaigns.md');
    const text = readFileSync(page, 'utf8');
    const typed = /^\$ npm run -s orrery -- (run .*)$/m.exec(text)?.[1]?.split(' ') ?? [];
    const words = typed.map((word) => (word.startsWith('examples/') ? join(root, word) : word));
    const { exitCode, out } = await type(...words);
    const shown = out.replaceAll(root, '');
    // `npm test -- packages/cli/src/campaign.test.ts -u` writes what it prints now.
    const now = text.replace(/(^\$ npm run .*\n)[^]*?(?=^```$)/m, (_, line: string) => line + shown);
    await expect(now).toMatchFileSnapshot(page);
    expect(exitCode).toBe(1);
    const again = /first seed \d+\n(.*)\n {2}npm run -s orrery -- (run .*)$/m.exec(out);
    const repeated = await type(...(again?.[2] ?? '').split(' '), '--output', 'none', '--log', join(dir, 'again.log'));
    expect(repeated.exitCode).toBe(1);
    expect(repeated.err).toContain(again?.[1]?.trim() ?? 'a failure');
  });

  test('KC-240: the exit code is the worst of any seed, and no log is written', async () => {
    const before = readdirSync(dir);
    expect(await type('run', join(dir, 'quick.yaml'), '--seeds', '1..3', '--output', 'none')).toMatchObject({
      exitCode: 0,
      out: '',
    });
    const refused = await type('run', join(dir, 'nobody.yaml'), '--seeds', '1..3', '--output', 'none');
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toContain(
      `${join(dir, 'nobody.yaml')}:5:5: step 1 could not be taken: 3 seeds, first seed 1\n  there is no node nobody to crash\n`,
    );
    const none = await type('run', join(dir, 'none.yaml'), '--seeds', '1..3');
    expect(none).toEqual({ exitCode: 2, out: '', err: `${join(dir, 'none.yaml')}: cannot be read: no such file\n` });
    expect(readdirSync(dir)).toEqual(before);
  });

  test('KC-240: a variant that breaks an invariant is told with the command that shows it', async () => {
    const words = ['--variant', 'statefulset=impatient-creation'];
    const { exitCode, out } = await type('run', example, '--seeds', '1..2', ...words);
    expect(exitCode).toBe(1);
    expect(out).toContain('invariant ordered-creation did not hold: 2 seeds, first seed 1');
    expect(out).toContain('--seed 1 --variant statefulset=impatient-creation\n');
  });

  test.each<[string, ...string[]]>([
    ['expected two seeds such as 1..1000', '--seeds', '5'],
    ['comes after the last', '--seeds', '5..1'],
    ['expected at most 1000000 seeds', '--seeds', '0..4294967295'],
    ['cannot be used with', '--seeds', '1..2', '--seed', '1'],
    ['cannot be used with', '--seeds', '1..2', '--log', 'a.log'],
    ['from 1 to 256', '--seeds', '1..2', '--workers', '0'],
    ['needs --seeds', '--workers', '2'],
    ['there is no variant', '--seeds', '1..2', '--variant', 'statefulset=nothing'],
  ])('KC-240: "%s" is said of %s %s', async (said, ...words) => {
    const { exitCode, out, err } = await type('run', join(dir, 'quick.yaml'), ...words);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(said);
  });
});
