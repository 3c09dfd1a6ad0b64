import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shellWord } from './shell-word.ts';
import { type } from './type.fixture.ts';

const scenario = decodeURIComponent(new URL('../../../examples/chapter-8/scenario.yaml', import.meta.url).pathname);
const head = 'apiVersion: orrery.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\n';

let dir = '';
const file = (name: string): string => join(dir, name);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
  await type('run', scenario, '--output', 'none', '--log', file('whole.log'));
  await type('run', scenario, '--output', 'none', '--seed', '2', '--log', file('other.log'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Numbers below a limit, the same in every test run. */
const numbers = (seed: number): ((limit: number) => number) => {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
};

/** One line that begins with the file, and nothing that looks like a stack or a fault of ours. */
const oneMessage = (err: string): void => {
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(err).not.toMatch(/at fault| {4}at |undefined|NaN/);
};

/** A log's header ends where its length says: after the magic, the length and a checksum. */
const headerEnd = (bytes: Buffer): number => 16 + bytes.readUInt32LE(8);

const twenty = Array.from({ length: 20 }, (_, i) => i);

describe('EN-23: a damaged log says what is wrong with it in a line', () => {
  test('cut at twenty bytes: whole frames and a warning, or no log when its header is cut', async () => {
    const whole = readFileSync(file('whole.log'));
    const below = numbers(7);
    for (const i of twenty) {
      const length = i === 0 ? whole.length - 1 : below(whole.length);
      writeFileSync(file('cut.log'), whole.subarray(0, length));
      const isLog = length >= headerEnd(whole);
      for (const words of [['replay'], ['show']] as const) {
        const shown = await type(
          words[0],
          file('cut.log'),
          ...(words[0] === 'show' ? ['get', 'nodes', '-o', 'name'] : []),
        );
        expect([length, shown.exitCode]).toEqual([length, isLog ? 0 : 2]);
        expect(shown.err).toContain(isLog ? 'warning: the log was not closed' : 'corrupt log');
        if (words[0] === 'replay' || !isLog) oneMessage(shown.err);
        if (!isLog) expect(shown.out).toBe('');
      }
    }
  });

  test('twenty bits flipped: refused, with the position', async () => {
    const whole = readFileSync(file('whole.log'));
    const below = numbers(11);
    for (const _ of twenty) {
      const bytes = Buffer.from(whole);
      const at = below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      writeFileSync(file('flipped.log'), bytes);
      for (const words of [['replay'], ['show']] as const) {
        const read = await type(words[0], file('flipped.log'), ...(words[0] === 'show' ? ['get', 'nodes'] : []));
        expect([at, read.exitCode, read.out]).toEqual([at, 2, '']);
        expect(read.err).toMatch(/after position \d+, at byte \d+/);
        oneMessage(read.err);
      }
    }
  });

  test.each<[string, Buffer]>([
    ['an empty file', Buffer.alloc(0)],
    ['a text', Buffer.from('hello\n')],
    ['zeros', Buffer.alloc(5000)],
  ])('%s is no log', async (_, bytes) => {
    writeFileSync(file('no.log'), bytes);
    for (const words of [['replay'], ['show', 'get', 'pods'], ['fork', scenario, '--at', '1s']]) {
      const [command = '', ...rest] = words;
      const read = await type(command, file('no.log'), ...rest);
      expect(read).toMatchObject({ exitCode: 2, out: '' });
      oneMessage(read.err);
    }
  });

  test('what follows the end of a log is not overlooked', async () => {
    const whole = readFileSync(file('whole.log'));
    writeFileSync(file('longer.log'), Buffer.concat([whole, Buffer.from('more')]));
    expect((await type('replay', file('longer.log'))).exitCode).toBe(2);
  });

  test('events of another run behind a header: the digest does not hold, exit 1', async () => {
    const [whole, other] = [readFileSync(file('whole.log')), readFileSync(file('other.log'))];
    writeFileSync(
      file('forged.log'),
      Buffer.concat([whole.subarray(0, headerEnd(whole)), other.subarray(headerEnd(other))]),
    );
    for (const words of [['replay'], ['show', 'get', 'pods']]) {
      const [command = '', ...rest] = words;
      const read = await type(command, file('forged.log'), ...rest);
      expect(read).toMatchObject({ exitCode: 1, out: '' });
      expect(read.err).toContain('digest');
      oneMessage(read.err);
    }
  });
});

describe('KC-160: a run that cannot be leaves nothing behind', () => {
  test('a step that cannot be taken is bad input: where it stands, exit 2, no log', async () => {
    writeFileSync(file('nobody.yaml'), `${head}steps:\n  - {after: 1s, fault: {crash: node/nobody}}\n`);
    const ran = await type('run', file('nobody.yaml'), '--output', 'json', '--log', file('nobody.log'));
    expect(ran).toEqual({
      exitCode: 2,
      out: '',
      err: `${file('nobody.yaml')}:5:5: step 1: there is no node nobody to crash\n`,
    });
    expect(existsSync(file('nobody.log'))).toBe(false);
  });

  test('a step that fails says where it stands, exit 1', async () => {
    writeFileSync(
      file('fails.yaml'),
      `${head}steps:\n  - run: kubectl get pods\n  - expect: {on: pod/a, exists: true}\n`,
    );
    const ran = await type('run', file('fails.yaml'), '--output', 'none', '--log', file('fails.log'));
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain(`${file('fails.yaml')}:6:5: step 2: expected pod/a to exist`);
  });

  test('a log that cannot be written is said before anything is played', async () => {
    mkdirSync(file('folder'));
    writeFileSync(file('plain'), '');
    for (const log of ['folder', 'plain/a.log', 'plain/b/a.log']) {
      const ran = await type('run', scenario, '--force', '--log', file(log));
      expect(ran).toMatchObject({ exitCode: 2, out: '' });
      oneMessage(ran.err);
    }
    chmodSync(file('folder'), 0o555);
    const ran = await type('run', scenario, '--output', 'none', '--log', file('folder/new/a.log'));
    chmodSync(file('folder'), 0o755);
    // Nobody keeps root from writing.
    expect([0, 2]).toContain(ran.exitCode);
    expect(existsSync(file('folder/new/a.log'))).toBe(ran.exitCode === 0);
  });

  test('a log that exists is left as it is without --force', async () => {
    const before = readFileSync(file('whole.log'));
    const ran = await type('run', scenario, '--seed', '9', '--log', file('whole.log'));
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(readFileSync(file('whole.log')).equals(before)).toBe(true);
  });

  test('200 kB of noise, a binary and a folder are one message each', async () => {
    const below = numbers(3);
    const noise = Array.from({ length: 200_000 }, () => String.fromCharCode(32 + below(95))).join('');
    const binary = Buffer.from(Array.from({ length: 3000 }, () => below(256)));
    for (const [i, content] of [noise, noise.replaceAll(/(.{80})/g, '$1\n'), binary, ''].entries()) {
      writeFileSync(file(`noise-${i}.yaml`), content);
      const ran = await type('run', file(`noise-${i}.yaml`), '--log', file('noise.log'));
      expect(ran).toMatchObject({ exitCode: 2, out: '' });
      expect(ran.err.length).toBeLessThan(500);
      expect(ran.err).toMatch(/^[^\n]*noise-\d\.yaml:\d+:\d+: /);
      oneMessage(ran.err);
    }
    oneMessage((await type('run', dir)).err);
    expect(readdirSync(dir)).not.toContain('noise.log');
  });
});

describe('KC-160: what is looked at and what is tried next', () => {
  test('the place may stand before the log, after it, or last', async () => {
    const log = file('whole.log');
    const asked = ['get', 'pods', '-A', '-o', 'name'];
    const shown = await type('show', log, '--at', '20s', ...asked);
    expect(shown.out).toContain('pod/fluentd-cloud-logging-');
    expect(await type('show', '--at', '20s', log, ...asked)).toEqual(shown);
    expect(await type('show', log, ...asked, '--at', '20s')).toEqual(shown);
    expect(await type('show', log, ...asked, '--at=20s')).toEqual(shown);
  });

  test.each([
    ['get', 'foo'],
    ['get', 'pods', '--wtach'],
    ['get', 'pods', '--watch=true'],
    ['get', 'pods', '-o', 'jsonpath={.a'],
    ['get', 'pods', '--at'],
    ['get', 'pods', '--at', 'soon'],
    ['get', 'pods', '--at', '#0'],
    ['rollout', 'undo', 'sts/web'],
    ['scale', 'sts', 'web', '--replicas=1'],
  ])('show %s %s is a slip: exit 2', async (...words) => {
    expect(await type('show', file('whole.log'), ...words)).toMatchObject({ exitCode: 2, out: '' });
  });

  test('what a run suggests to try next works', async () => {
    const log = file("it's here.log");
    const { out } = await type('run', scenario, '--story', '--log', log);
    const suggested = out.split('\n').filter((line) => line.includes('npm run -s orrery -- '));
    expect(suggested).toHaveLength(3);
    for (const line of suggested) {
      const words = line
        .replace(/.* -- /, '')
        .replaceAll(shellWord(log), 'LOG')
        .split(' ')
        .map((word) => (word === 'LOG' ? log : word));
      const options = words[0] === 'run' ? ['--log', file('again.log')] : [];
      expect(await type(...words, ...options)).toMatchObject({ exitCode: 0, err: '' });
    }
  });

  test('a word for a shell is quoted when it must be', () => {
    expect(['.orrery/a-1.log', 'a b', "it's", '', '#12'].map(shellWord)).toEqual([
      '.orrery/a-1.log',
      "'a b'",
      String.raw`'it'\''s'`,
      "''",
      "'#12'",
    ]);
  });
});
