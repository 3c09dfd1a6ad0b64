import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelRun } from './model.ts';

const sourceOf = (name: string): string => fileURLToPath(new URL(`../../peers/${name}`, import.meta.url));

/** A peer in another language: how to run it, or why that cannot be done here. */
export type Foreign =
  | { readonly name: string; readonly version: string; readonly run: (nodes: number) => ModelRun }
  | { readonly name: string; readonly missing: string };

const said = (command: string, args: readonly string[]): string | undefined => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trim() : undefined;
};

const ran = (name: string, command: string, args: readonly string[]): ModelRun => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the peer ${name} failed: ${stderr}`);
  return JSON.parse(stdout) as ModelRun; // what our own programs in peers/ print
};

/** One of the peers in plain Node, by the name that alone.ts knows it by; with the flags that this process was given. */
export const alone = (name: string): ((nodes: number) => ModelRun) => {
  const program = fileURLToPath(new URL('alone.js', import.meta.url));
  return (nodes) => ran(name, process.execPath, [...process.execArgv, program, name, String(nodes)]);
};

/** SimPy 3 or 4 under the Python that PYTHON names, else python3. */
export const simPy = (): Foreign => {
  const name = 'SimPy';
  const python = process.env['PYTHON'] ?? 'python3';
  const version = said(python, ['-c', 'import simpy; print(simpy.__version__)']);
  if (version === undefined)
    return { name, missing: `${python} does not find simpy: pip install simpy, or set PYTHON` };
  return { name, version, run: (nodes) => ran(name, python, [sourceOf('rollout.py'), String(nodes)]) };
};

/** A program in Go, compiled into a folder that `withGo` removes again. */
export const withGo = <Result>(use: (go: Foreign) => Result): Result => {
  const name = 'Go';
  const version = said('go', ['version']);
  if (version === undefined) return use({ name, missing: 'there is no go here' });
  const folder = mkdtempSync(join(tmpdir(), 'orrery-peers-'));
  try {
    const program = join(folder, 'rollout');
    if (said('go', ['build', '-o', program, sourceOf('rollout.go')]) === undefined)
      return use({ name, missing: 'go could not build the peer' });
    return use({
      name,
      version: /go\d[\d.]*/.exec(version)?.[0] ?? '',
      run: (nodes) => ran(name, program, [String(nodes)]),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
