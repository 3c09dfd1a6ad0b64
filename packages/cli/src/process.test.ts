import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The command as a process of its own, as it was built.
const main = decodeURIComponent(new URL('../dist/main.js', import.meta.url).pathname);
const head = 'apiVersion: orrery.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\n';

let dir = '';
const file = (name: string): string => join(dir, name);
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
  writeFileSync(file('fails.yaml'), `${head}steps:\n  - {run: kubectl get pods, expect: {contains: web-0}}\n`);
  // Many pods and a year of probes and leases: long enough to be interrupted on any machine.
  writeFileSync(
    file('long.yaml'),
    `${head}cluster: {nodes: [{count: 40, namePrefix: node-}]}\nsteps:\n  - run: kubectl create deployment web --image=x:1 --replicas=3000\n  - {watch: kubectl get pods -w}\n  - {at: 8760h, run: kubectl get nodes}\n`,
  );
});
afterAll(() => rmSync(dir, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const type = (
  words: readonly string[],
  {
    stdout = 'pipe',
    onOutput,
  }: { readonly stdout?: 'pipe' | number; readonly onOutput?: (child: ReturnType<typeof spawn>) => void } = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', stdout, 'pipe'], cwd: dir });
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (out === '') onOutput?.(child);
      out += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => void (err += chunk.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
  });

describe('KC-244: the command as a process', () => {
  test('Ctrl-C ends a run where it is, and its log can be replayed', async () => {
    const { code, err } = await type(['run', 'long.yaml', '--log', 'long.log'], {
      onOutput: (child) => void child.kill('SIGINT'),
    });
    expect(err).toMatch(/^interrupted: the log ends at \S+\n$/);
    expect(code).toBe(130);
    const replayed = await type(['replay', 'long.log']);
    expect(replayed).toMatchObject({ code: 0, err: '' });
    expect(replayed.out).toContain('digest');
  });

  test('whoever stops reading keeps nothing from being done: the log is whole, and the exit code is that of the run', async () => {
    const { code, err } = await type(['run', 'fails.yaml', '--log', 'fails.log'], {
      onOutput: (child) => void child.stdout?.destroy(),
    });
    expect(code).toBe(1);
    expect(err).toContain('step 1: expected');
    expect((await type(['replay', 'fails.log'])).code).toBe(0);
  });

  test('output that cannot be written is told in a line, and the log is there', async () => {
    if (!existsSync('/dev/full')) return;
    const { code, err } = await type(['run', 'fails.yaml', '--log', 'full.log'], {
      stdout: openSync('/dev/full', 'w'),
    });
    expect(code).toBe(2);
    expect(err).toContain('the output could not be written: ');
    expect(err).not.toMatch(/ {4}at /);
    expect((await type(['replay', 'full.log'])).code).toBe(0);
  });

  test('a name of a file that is empty is told', async () => {
    for (const words of [
      ['run', ''],
      ['replay', ''],
      ['run', 'fails.yaml', '--log', ''],
    ])
      expect(await type(words)).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringMatching(/expected the name of a file.*\n$/) as unknown,
      });
  });
});
