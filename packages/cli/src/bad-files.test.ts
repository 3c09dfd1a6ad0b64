import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from './execute.ts';

const head = 'apiVersion: orrery.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\n';

let dir = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
  mkdirSync(join(dir, 'folder'));
  writeFileSync(join(dir, 'empty'), '');
  writeFileSync(join(dir, 'binary'), Buffer.from(Array.from({ length: 900 }, (_, i) => (i * 37) % 256)));
  writeFileSync(join(dir, 'good.yaml'), `${head}steps:\n  - run: kubectl get nodes\n`);
  await type('run', 'DIR/good.yaml', '--output', 'none', '--log', 'DIR/good.log');
});
afterAll(() => rmSync(dir, { recursive: true }));

const type = async (...words: readonly string[]) => {
  let out = '';
  let err = '';
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    colour: false,
  };
  const exitCode = await execute(
    words.map((word) => word.replace('DIR', dir)),
    terminal,
  );
  return { exitCode, out, err };
};

const commands: readonly (readonly string[])[] = [
  ['run', 'FILE'],
  ['run', 'FILE', '--seeds', '1..3'],
  ['explore', 'FILE'],
  ['serve', 'FILE'],
  ['fork', 'DIR/good.log', 'FILE', '--at', '#1'],
  ['fork', 'FILE', 'DIR/good.yaml', '--at', '#1'],
  ['replay', 'FILE'],
  ['show', 'FILE', 'get', 'pods'],
  ['why', 'FILE', 'web-0'],
  ['dns', 'FILE', 'web.default.svc.cluster.local'],
  ['record', 'FILE'],
];

describe('KC-245: a file that is not what a command needs is told in one line that names it, exit 2, nothing on stdout', () => {
  test.each(commands.map((words) => words.join(' ')))('%s', async (line) => {
    for (const name of ['missing', 'folder', 'empty', 'binary', 'missing/below', 'empty/below']) {
      const words = line.split(' ').map((word) => (word === 'FILE' ? join('DIR', name) : word));
      const { exitCode, out, err } = await type(...words);
      expect([name, exitCode, out]).toEqual([name, 2, '']);
      expect(err.startsWith(join(dir, name)), err).toBe(true);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
      expect(err).not.toMatch(/at fault| {4}at |undefined|NaN/);
    }
  });
});

describe('KC-245: an option that is not what it should be is told with its name, exit 2', () => {
  test.each([
    ['--seed', 'run DIR/good.yaml --seed 1.5'],
    ['--seed', 'run DIR/good.yaml --seed 4294967296'],
    ['--seed', 'run DIR/good.yaml --seed 1 --seed one'],
    ['--sede', 'run DIR/good.yaml --sede 1'],
    ['--until', 'run DIR/good.yaml --until -5s'],
    ['--until', 'run DIR/good.yaml --until soon'],
    ['--output', 'run DIR/good.yaml --output xml'],
    ['--variant', 'run DIR/good.yaml --variant x'],
    ['--deviations', 'run DIR/good.yaml --deviations 1'],
    ['too many arguments', 'run DIR/good.yaml DIR/good.yaml'],
    ['missing required argument', 'run'],
    ['--at', 'fork DIR/good.log DIR/good.yaml'],
    ['--at', 'why DIR/good.log web-0 --at then'],
    ['#999999', 'show DIR/good.log --at #999999 get pods'],
    ['--type', 'dns DIR/good.log web --type MX'],
    ['--deviations', 'explore DIR/good.yaml --deviations 99999'],
    ['--budget', 'explore DIR/good.yaml --budget x'],
    ['--port', 'serve --port 99999'],
    ['--nodes', 'serve --nodes -1'],
    ['--speed', 'serve --speed fast'],
    ['speed', 'clock speed'],
    ['no Orrery answers', 'clock --server http://127.0.0.1:1'],
    ['nothing', 'bench nothing'],
    ['nonsense', 'nonsense'],
  ])('%s: %s', async (said, line) => {
    const { exitCode, out, err } = await type(...line.split(' '));
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(said);
    expect(err).not.toMatch(/at fault| {4}at |undefined|NaN/);
  });

  test('an option that is given twice counts as it was given last', async () => {
    const { exitCode, out } = await type(
      ...'run DIR/good.yaml --seed 3 --seed 4 --log DIR/twice.log --json'.split(' '),
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ seed: 4 });
  });
});
