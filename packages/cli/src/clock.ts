import * as E from 'fp-ts/lib/Either.js';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@orrery/core/engine';
import { flagAt, listAt, textAt } from '@orrery/core/cluster';
import { readYaml } from '@orrery/kubectl';
import { readText } from './files.ts';
import type { Terminal } from './terminal.ts';
import { HoldError, UsageError } from './usage-error.ts';

export interface ClockOptions {
  readonly server?: string;
  readonly token?: string;
  readonly output: 'text' | 'json';
}

/** Where a server is, and what it wants to be shown. */
interface Address {
  readonly url: string;
  readonly token: string | undefined;
}

/** One thing that can be asked of a served clock. */
export interface ClockRequest {
  readonly path: string;
  /** Undefined: nothing is to change. */
  readonly body?: Readonly<Record<string, Json>>;
}

/** The kubeconfig of the server that was started last here. */
const latestKubeconfig = (): string | undefined => {
  const folder = '.orrery';
  try {
    const found = readdirSync(folder).filter((name) => name.startsWith('kubeconfig-'));
    const newest = found.map((name) => join(folder, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    return newest[0];
  } catch {
    return undefined;
  }
};

const addressIn = (path: string): Address => {
  const documents = readYaml(readText(path));
  const config = E.isRight(documents) ? documents.right[0]?.value : undefined;
  const url = textAt(listAt(config, 'clusters')[0], 'cluster', 'server');
  if (url === undefined) throw new UsageError(`${path}: no server is named in it`);
  return { url, token: textAt(listAt(config, 'users')[0], 'user', 'token') };
};

const addressOf = ({ server, token }: ClockOptions): Address => {
  if (server !== undefined) return { url: server.replace(/\/+$/, ''), token };
  const path = (process.env['KUBECONFIG'] ?? '').split(':')[0] || latestKubeconfig();
  if (path === undefined)
    throw new UsageError(
      'no server is known: set KUBECONFIG as `serve` said, or name it with --server http://127.0.0.1:PORT',
    );
  const found = addressIn(path);
  return { url: found.url, token: token ?? found.token };
};

/** `orrery clock`: asks the clock of a served cluster for something, and shows how it stands. */
export const clock = async (
  { path, body }: ClockRequest,
  options: ClockOptions,
  terminal: Terminal,
): Promise<number> => {
  const { url, token } = addressOf(options);
  const headers = {
    'User-Agent': 'orrery-clock',
    'Content-Type': 'application/json',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  const request = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  let answer: Json;
  let code: number;
  try {
    const response = await fetch(`${url}/orrery/v1/${path}`, request);
    code = response.status;
    answer = (await response.json()) as Json; // the server speaks JSON
  } catch {
    throw new UsageError(`${url}: no Orrery answers there`);
  }
  if (code >= 400) throw new UsageError(`error: ${textAt(answer, 'message') ?? `the server answered ${code}`}`);
  terminal.out(options.output === 'json' ? `${JSON.stringify(answer)}\n` : clockText(answer));
  if (textAt(answer, 'said') !== undefined && !flagAt(answer, 'held'))
    throw new HoldError('error: it did not come about in that time');
  return 0;
};

const clockText = (answer: Json): string => {
  const said = textAt(answer, 'said') ?? '';
  const member = (name: string): string => {
    const value =
      typeof answer === 'object' && answer !== null && !Array.isArray(answer)
        ? (answer as { readonly [key: string]: Json })[name]
        : '';
    return String(value ?? '');
  };
  const server = textAt(answer, 'server');
  const closed = textAt(answer, 'closedLog');
  return [
    ...(said === '' ? [] : [said]),
    `now ${member('now')} (${member('time')}), #${member('position')}, speed ${member('speed')}${member('quiet') === 'true' ? ', quiet' : ''}`,
    ...(closed === undefined ? [] : [`the run so far is in ${closed}; it goes on in ${member('log')}`]),
    ...(server === undefined
      ? []
      : [`served at ${server}, log ${member('log')}`, `export KUBECONFIG=${member('kubeconfig')}`]),
    '',
  ].join('\n');
};
