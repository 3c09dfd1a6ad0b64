import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as E from 'fp-ts/lib/Either.js';
import { decodeLogFile } from '@orrery/core/engine';
import { clusterEvents } from '@orrery/core/cluster';
import { type } from './type.fixture.ts';
import { root } from '../../../scripts/tools.mjs';

let folder = '';
const running: ChildProcessWithoutNullStreams[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-serve-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A server as a user starts one, and where it is. */
const started = async (
  ...options: readonly string[]
): Promise<{ readonly child: ChildProcessWithoutNullStreams; readonly url: string; readonly out: () => string }> => {
  const child = spawn(process.execPath, [join(root, 'packages/cli/dist/main.js'), 'serve', ...options], {
    cwd: folder,
  });
  running.push(child);
  let err = '';
  let out = '';
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  for (let i = 0; i < 1000 && !out.includes('\n'); i++) {
    if (child.exitCode !== null) throw new Error(err);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const url = /http:\/\/\S+?(?=,)/.exec(err)?.[0] ?? '';
  return { child, url, out: () => out };
};

const ended = (child: ChildProcessWithoutNullStreams): Promise<number | null> =>
  new Promise((resolve) => child.on('exit', (code) => resolve(code)));

const logOf = (path: string): { readonly names: readonly string[]; readonly torn: boolean } => {
  const decoded = decodeLogFile(readFileSync(join(folder, path)), clusterEvents);
  if (E.isLeft(decoded)) throw new Error(decoded.left.message);
  const { log, torn } = decoded.right;
  const names: string[] = [];
  for (let position = 1; position <= log.length; position++) {
    const event = log.event(position);
    if (event.type === 'Created' && event.kind === 'ConfigMap' && event.namespace === 'default') names.push(event.name);
  }
  return { names, torn: torn !== undefined };
};

describe('SV-60: a server ends cleanly when it is told to, and its log is whole', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s', async (signal) => {
    const { child, url, out } = await started('--nodes', '2', '--speed', 'asap', '--log', 'served.log');
    expect(out()).toMatch(/^export KUBECONFIG=\S+kubeconfig-\d+\n$/);
    const kubeconfig = readFileSync(/=(\S+)/.exec(out())?.[1] ?? '', 'utf8');
    expect(kubeconfig).toContain(`server: ${url}`);
    const made = await fetch(`${url}/api/v1/namespaces/default/configmaps`, {
      method: 'POST',
      body: '{"metadata":{"name":"a"}}',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(made.status).toBe(201);
    // A watch that is open does not hold it up.
    await fetch(`${url}/api/v1/pods?watch=true`);
    child.kill(signal);
    expect(await ended(child)).toBe(0);
    const { names, torn } = logOf('served.log');
    expect([names.includes('a'), torn]).toEqual([true, false]);
    const log = join(folder, 'served.log');
    const { out: recorded } = await type('record', log);
    expect(recorded).toContain('fieldManager');
    const { exitCode: code, out: replayed } = await type('replay', log, '--output', 'json');
    expect([code, replayed]).toEqual([0, expect.stringContaining('"digest"')]);
  });
});

describe('SV-61: a kill at any moment loses nothing that was acknowledged', () => {
  test('however it falls', async () => {
    const { child, url } = await started('--speed', 'asap', '--log', 'killed.log');
    const acknowledged: string[] = [];
    const gone = ended(child);
    setTimeout(() => child.kill('SIGKILL'), 300);
    for (let i = 0; ; i++) {
      const writes = [0, 1, 2, 3].map(async (j) => {
        const name = `c-${i}-${j}`;
        const { status } = await fetch(`${url}/api/v1/namespaces/default/configmaps`, {
          method: 'POST',
          body: JSON.stringify({ metadata: { name } }),
          headers: { 'Content-Type': 'application/json' },
        });
        if (status === 201) acknowledged.push(name);
      });
      const results = await Promise.allSettled(writes);
      if (results.some(({ status }) => status === 'rejected')) break;
    }
    await gone;
    const { names } = logOf('killed.log');
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('SV-62: what cannot be served is said in a line, with exit code 2', () => {
  test.each([
    [['--port', '99999'], /expected a port from 0 to 65535/],
    [['--speed', 'fast'], /a speed is a number/],
    [['--nodes', 'many'], /expected a whole number of nodes/],
    [['no-such-file.yaml'], /no-such-file\.yaml: cannot be read: no such file/],
    [['--listen', '203.0.113.77'], /203\.0\.113\.77/],
  ] as const)('%j', async (words, message) => {
    const { exitCode: code, out, err } = await type('serve', '--log', join(folder, 'x.log'), ...words);
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(message)]);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('a port that is taken', async () => {
    const { url } = await started();
    const { exitCode: code, err } = await type('serve', '--log', join(folder, 'y.log'), '--port', new URL(url).port);
    expect([code, err]).toEqual([2, expect.stringContaining('is taken')]);
  });

  test('a clock where no server is', async () => {
    const { exitCode: code, err } = await type('clock', '--server', 'http://127.0.0.1:9');
    expect([code, err]).toEqual([2, 'http://127.0.0.1:9: no Orrery answers there\n']);
  });
});
