import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import type { ApiServerProcess } from '../../packages/server/src/api-server.ts';

/** The kubectl that `npm test` has unpacked. */
export const kubectl = join(root, 'test/kubectl/.cache/kubectl');

/** Whether there is none: then it was said why, and what needs it is skipped. */
export const withoutKubectl = !existsSync(kubectl);

/** No line takes longer than this unless it hangs. Milliseconds. */
const longestMs = 60_000;

/** Where a server under test is: all that a client needs of it. */
export type Address = Pick<Awaited<ReturnType<ApiServerProcess['listen']>>, 'url'>;

/** What a line has led to. */
export interface Shown {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A line that is still running, and what it has shown so far. */
export class Running {
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly ended: Promise<Shown>;
  stdout = '';
  stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ stdout: this.stdout, stderr: this.stderr, exitCode: code ?? 128 }));
    });
  }

  /** Waits until something holds of what has been shown; fails when it never does. */
  async until(holds: (running: Running) => boolean): Promise<void> {
    for (let i = 0; i < 4000 && !holds(this); i++) await new Promise((resolve) => setTimeout(resolve, 5));
    if (!holds(this)) throw new Error(`it has shown: ${this.stdout}${this.stderr}`);
  }

  async stop(): Promise<Shown> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

/** A terminal with a home of its own, in which lines are typed to a shell that finds these programs. */
export class Terminal {
  readonly home = mkdtempSync(join(tmpdir(), 'orrery-terminal-'));
  readonly folder: string;
  readonly #running = new Set<Running>();

  constructor({ url }: Address, programs: Readonly<Record<string, string>> = { kubectl }, folder?: string) {
    this.folder = folder ?? join(this.home, 'files');
    for (const name of ['bin', 'files']) mkdirSync(join(this.home, name));
    for (const [name, path] of Object.entries(programs)) symlinkSync(path, join(this.home, 'bin', name));
    this.pointAt({ url });
  }

  /** Speaks to this server from now on. */
  pointAt({ url }: Address): void {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'orrery', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
      contexts: [{ name: 'orrery', context: { cluster: 'orrery', user: 'orrery' } }],
      users: [{ name: 'orrery', user: {} }],
      'current-context': 'orrery',
    };
    writeFileSync(join(this.home, 'kubeconfig'), JSON.stringify(config));
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Starts a line and lets it run. */
  start(line: string): Running {
    const child = spawn('/bin/sh', ['-c', line.startsWith('kubectl ') ? `exec ${line}` : line], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(this.home, 'bin')}:/usr/bin:/bin`,
        HOME: this.home,
        KUBECONFIG: join(this.home, 'kubeconfig'),
        TZ: 'UTC',
        LANG: 'C',
      },
    });
    const running = new Running(child);
    this.#running.add(running);
    void running.ended.then(() => this.#running.delete(running));
    return running;
  }

  /** Types a line and waits for its end; what hangs is ended, with exit code 128. */
  async type(line: string): Promise<Shown> {
    const running = this.start(line);
    const late = setTimeout(() => running.child.kill('SIGKILL'), longestMs);
    const shown = await running.ended;
    clearTimeout(late);
    return shown;
  }

  /** Types a line that must succeed; gives what it printed. */
  async must(line: string): Promise<string> {
    const { stdout, stderr, exitCode } = await this.type(line);
    if (exitCode !== 0) throw new Error(`${line} ended with ${exitCode}: ${stderr}${stdout}`);
    return stdout;
  }

  async close(): Promise<void> {
    for (const running of this.#running) await running.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}
