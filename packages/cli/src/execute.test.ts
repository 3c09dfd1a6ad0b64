import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from './execute.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
  const head = 'apiVersion: orrery.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\n';
  writeFileSync(
    join(dir, 'pod.yaml'),
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: "x:1"}]}\n',
  );
  writeFileSync(
    join(dir, 's.yaml'),
    `${head}steps:\n  - run: kubectl create -f pod.yaml\n  - {after: 5s, run: kubectl get pods}\n`,
  );
  writeFileSync(join(dir, 'fails.yaml'), `${head}steps:\n  - {run: kubectl get pods, expect: {contains: web-0}}\n`);
  writeFileSync(join(dir, 'typo.yaml'), `${head}stepz: []\n`);
});
afterAll(() => rmSync(dir, { recursive: true }));

const type = async (...words: readonly string[]) => {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    colour: false,
  };
  const exitCode = await execute(
    words.map((word) => word.replace('DIR', dir)),
    terminal,
  );
  return { exitCode, out: out.join(''), err: err.join('') };
};

describe('KC-160: the command line', () => {
  test('run writes a log and one line of JSON; replay and show read the log', async () => {
    const ran = await type('run', 'DIR/s.yaml', '--log', 'DIR/a.log', '--output', 'json');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    const summary = JSON.parse(ran.out) as Record<string, unknown>;
    expect(Object.keys(summary)).toEqual(
      'scenario seed events notices simulatedSeconds wallSeconds digest stateHash violations peakRssBytes log'.split(
        ' ',
      ),
    );
    expect(summary).toMatchObject({ scenario: 'x', seed: 1, simulatedSeconds: 5, violations: [] });
    const replayed = await type('replay', 'DIR/a.log', '--output', 'json');
    const { digest, stateHash, events } = summary;
    expect(JSON.parse(replayed.out)).toMatchObject({ digest, stateHash, events });
    expect((await type('show', 'DIR/a.log', '--at', '2s', 'get', 'pod', 'a', '--no-headers')).out).toMatch(
      /^a .* 2s\n$/,
    );
    expect((await type('show', 'DIR/a.log', 'get', 'pods', '-o', 'name')).out).toBe('pod/a\n');
    expect((await type('show', 'DIR/a.log', 'delete', 'pod', 'a')).exitCode).toBe(2);
  });

  test('another seed gives another digest, the same one the same', async () => {
    const digest = async (seed: string): Promise<unknown> => {
      const { out } = await type(
        'run',
        'DIR/s.yaml',
        '--seed',
        seed,
        '--log',
        'DIR/d.log',
        '--force',
        '--output',
        'json',
      );
      return (JSON.parse(out) as { digest: unknown }).digest;
    };
    expect(await digest('7')).toBe(await digest('7'));
    expect(await digest('8')).not.toBe(await digest('7'));
  });

  test('a log that exists is not replaced without --force', async () => {
    await type('run', 'DIR/s.yaml', '--log', 'DIR/b.log', '--output', 'none');
    expect(await type('run', 'DIR/s.yaml', '--log', 'DIR/b.log')).toMatchObject({ exitCode: 2, out: '' });
    expect((await type('run', 'DIR/s.yaml', '--log', 'DIR/b.log', '--force', '--output', 'none')).exitCode).toBe(0);
  });

  test('a failed expectation is exit code 1, with what was seen', async () => {
    const { exitCode, err } = await type('run', 'DIR/fails.yaml', '--log', 'DIR/c.log', '--output', 'none');
    expect(exitCode).toBe(1);
    expect(err).toContain('seen: "No resources found in default namespace."');
  });

  test('bad input is exit code 2, one message, and nothing written', async () => {
    expect(await type('run', 'DIR/typo.yaml', '--log', 'DIR/e.log')).toEqual({
      exitCode: 2,
      out: '',
      err: `${dir}/typo.yaml:4:1: unknown key "stepz" (did you mean "steps"?)\n`,
    });
    expect(existsSync(join(dir, 'e.log'))).toBe(false);
    expect((await type('run', 'DIR/none.yaml')).err).toBe(`${dir}/none.yaml: cannot be read: no such file\n`);
    expect((await type('replay', 'DIR/s.yaml')).exitCode).toBe(2);
    expect((await type('rum')).exitCode).toBe(2);
    expect((await type('run', 'DIR/s.yaml', '--seed', '-1')).exitCode).toBe(2);
  });

  test('a torn log is read up to its last whole frame, with a warning', async () => {
    await type('run', 'DIR/s.yaml', '--log', 'DIR/f.log', '--output', 'none');
    const bytes = readFileSync(join(dir, 'f.log'));
    writeFileSync(join(dir, 'torn.log'), bytes.subarray(0, bytes.length - 5));
    const { exitCode, err } = await type('replay', 'DIR/torn.log');
    expect(exitCode).toBe(0);
    expect(err).toContain('warning');
    bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 4;
    writeFileSync(join(dir, 'flipped.log'), bytes);
    expect((await type('replay', 'DIR/flipped.log')).exitCode).toBe(2);
  });

  test('a fork goes on from a log, and says where the two part', async () => {
    await type('run', 'DIR/s.yaml', '--log', 'DIR/g.log', '--output', 'none');
    const forked = await type('fork', 'DIR/g.log', 'DIR/s.yaml', '--at', '2s', '--log', 'DIR/h.log');
    expect(forked.exitCode).toBe(0);
    expect(forked.out).toContain('they part at #');
    expect((await type('fork', 'DIR/h.log', 'DIR/s.yaml', '--at', '2s')).exitCode).toBe(2);
  });
});
