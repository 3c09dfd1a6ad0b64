import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { serving } from '../../packages/server/src/served.fixture.ts';
import { kubectl, Terminal } from '../kubectl/terminal.fixture.ts';
import { clientNodeRows, helmRows, kubectlRows, written, type Row } from './rows.ts';
import { withTable, type Result } from './table.ts';

const at = (path: string): string => join(root, 'test', path);

interface Client {
  readonly name: string;
  readonly minor?: number;
  readonly programs: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

const kubectlOf = (minor: number): Client => {
  const path = minor === 35 ? kubectl : at(`clients/.cache/kubectl-1.${minor}`);
  return { name: `kubectl 1.${minor}`, minor, programs: { kubectl: path }, rows: kubectlRows };
};

const clients: readonly Client[] = [
  ...[20, 24, 28, 31, 33, 35].map(kubectlOf),
  { name: 'helm 4', programs: { kubectl, helm: at('kubectl/.cache/helm') }, rows: helmRows },
  { name: 'client-node 1.4', programs: { node: process.execPath }, rows: clientNodeRows },
];

const results: Result[] = [];

/** Types the lines of a row on a cluster of its own; gives what went wrong. */
const tryOut = async ({ lines }: Row, programs: Client['programs']): Promise<string | undefined> => {
  const served = await serving(
    { cluster: { nodes: [{ count: 3, namePrefix: 'node-' }] } },
    { speed: 'asap', graceMs: 100 },
  );
  const terminal = new Terminal(served, programs);
  terminal.write(written);
  const settings = `CHART=${at('clients/chart')} CLIENT_NODE=${at('clients/client-node.mjs')}`;
  try {
    for (const [line, shows, code = 0] of lines) {
      const { stdout, stderr, exitCode } = await terminal.type(`export ${settings}; ${line}`);
      if (exitCode !== code || !shows.test(stdout)) return `\`${line}\` ended with ${exitCode}: ${stderr}${stdout}`;
    }
    return undefined;
  } finally {
    await terminal.close();
    await served.close();
  }
};

describe.each(clients)('$name', ({ name: client, minor = 99, programs, rows }) => {
  test.each(rows)('$name', async (row) => {
    if (minor < (row.since ?? 0)) {
      results.push({ client, row: row.name, outcome: 'without' });
      return;
    }
    const problem = await tryOut(row, programs);
    results.push({ client, row: row.name, outcome: problem === undefined ? 'works' : 'fails' });
    const known = row.fails !== undefined && minor < row.fails.below ? row.fails : undefined;
    if (known === undefined) expect(problem).toBe(undefined);
    else expect(problem).toMatch(known.shows);
  });
});

afterAll(() => {
  const path = join(root, 'docs/compatibility.md');
  const rows = [...kubectlRows, ...helmRows, ...clientNodeRows];
  // A run of a part of it says nothing about the rest.
  if (results.length < clients.reduce((sum, client) => sum + client.rows.length, 0)) return;
  writeFileSync(path, withTable(readFileSync(path, 'utf8'), results, rows));
});
