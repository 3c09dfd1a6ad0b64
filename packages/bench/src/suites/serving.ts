import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { installedControllers } from '@orrery/controllers';
import { scenarioApiVersion } from '@orrery/scenario';
import { ApiServerProcess, ServedCluster } from '@orrery/server';
import type { Borne, Load } from '../serving/load.ts';
import type { Figure } from '../suite.ts';

const suite = 'serving';
const requests = 2_000;
const rounds = 5;

/** What a server must at least do beside the work of the API: understand what comes, and write what goes, byte for byte as ours. */
const bareServer = (answers: Readonly<Record<string, string>>): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request
        .on('data', (piece: Buffer) => pieces.push(piece))
        .on('end', () => {
          if (pieces.length > 0) JSON.parse(Buffer.concat(pieces).toString());
          const body = JSON.stringify(JSON.parse(answers[request.method ?? ''] ?? '{}'));
          response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
          response.end(body);
        });
    }).listen(0, '127.0.0.1', () => resolve(server));
  });

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port

/** A served cluster whose log goes to a real file. */
const servedCluster = async (
  folder: string,
  nodes: number,
): Promise<{ readonly process: ApiServerProcess; readonly url: string }> => {
  const cluster = new ServedCluster({
    scenario: {
      apiVersion: scenarioApiVersion,
      kind: 'Scenario',
      metadata: { name: 'bench' },
      cluster: { nodes: [{ count: nodes, namePrefix: 'node-' }] },
      files: {},
    },
    speed: 'paused',
    installed: () => installedControllers(),
    engineVersion: 'bench',
    openLog: () => {
      const file = openSync(join(folder, 'log'), 'w');
      return { name: 'log', append: (bytes) => void writeSync(file, bytes), close: () => closeSync(file) };
    },
    wallTime: () => Date.now(),
    wall: () => performance.now(),
    stamp: 'virtual',
  });
  const process = new ApiServerProcess(
    cluster,
    { host: '127.0.0.1', port: 0, token: undefined, publish: () => '' },
    (error) => {
      throw error;
    },
  );
  const { url } = await process.listen();
  return { process, url };
};

const pod = (name: string, note = 'a pod of usual size'): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'web', tier: 'front' }, annotations: { note } },
    spec: {
      nodeName: 'node-0',
      containers: [
        {
          name: 'main',
          image: 'registry.example/web:1.2.3',
          ports: [{ containerPort: 80, name: 'web' }],
          env: [{ name: 'MODE', value: 'fast' }],
          resources: { requests: { cpu: '10m', memory: '16Mi' } },
          readinessProbe: { httpGet: { path: '/healthz', port: 80 } },
        },
      ],
    },
  });

const podsOf = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;
const pods = podsOf('default');
const json = 'application/json';

const unlike = 'create of pods all unlike';

/** What each sort of request is, by name. Most pods that a controller outside sends are alike. */
const sorts: Readonly<Record<string, Pick<Load, 'method' | 'path' | 'contentType' | 'body'>>> = {
  [unlike]: { method: 'POST', path: podsOf('kube-public'), contentType: json, body: pod('u-{i}', 'pod number {i}') },
  create: { method: 'POST', path: pods, contentType: json, body: pod('p-{i}') },
  patch: {
    method: 'PATCH',
    path: `${pods}/p-{i}`,
    contentType: 'application/strategic-merge-patch+json',
    body: '{"metadata":{"labels":{"seen":"{i}"}}}',
  },
  get: { method: 'GET', path: `${pods}/p-{i}`, contentType: json, body: undefined },
};

/** What our server answers to one request of each sort, by method. */
const answersOf = async (url: string): Promise<Readonly<Record<string, string>>> => {
  const answers: Record<string, string> = {};
  for (const { method, path, contentType, body } of Object.values(sorts)) {
    const named = (text: string): string => text.replaceAll('{i}', 'first');
    const sent = body === undefined ? {} : { body: named(body), headers: { 'Content-Type': contentType } };
    answers[method] = await (await fetch(`${url}${named(path)}`, { method, ...sent })).text();
  }
  return answers;
};

/** Requests each second to a server of ours and to a bare one, in turns. */
const compared = async (
  client: (load: Load) => Promise<Borne>,
  ours: string,
  bare: string,
): Promise<readonly Figure[]> => {
  const best: Record<string, number> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, sort] of Object.entries(sorts))
      for (const [whose, url] of [
        ['ours', ours],
        ['bare', bare],
      ] as const) {
        const { ms, refused } = await client({ ...sort, url, from: round * requests, count: requests });
        if (refused > 0)
          throw new Error(`${refused} of ${requests} requests to ${name} were refused by the server that is ${whose}`);
        const key = `${name} ${whose}`;
        best[key] = Math.max(best[key] ?? 0, (requests / ms) * 1000);
      }
  return Object.keys(sorts).flatMap((name) => {
    const [own = 0, other = 1] = [best[`${name} ours`], best[`${name} bare`]];
    return [
      { suite, name: `${name}, requests each second`, value: own, unit: '1/s' },
      {
        suite,
        name: `${name}, ÷ a bare server`,
        value: own / other,
        unit: '×',
        ...(name === unlike ? {} : { bar: { atLeast: 0.2 } }),
      },
    ];
  });
};

const table = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

/** Milliseconds to answer a list of everything there is. */
const listing = async (url: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> => {
  const started = performance.now();
  await (await fetch(`${url}${path}`, { headers })).arrayBuffer();
  return performance.now() - started;
};

const bigNodes = 5_000;

/** What a single client sees of a large cluster, from the moment when its server starts. */
const large = async (folder: string): Promise<readonly Figure[]> => {
  const started = performance.now();
  const { process, url } = await servedCluster(folder, bigNodes);
  await listing(url, '/api/v1/nodes', table);
  const first = performance.now() - started;
  const again = await listing(url, '/api/v1/nodes', table);
  await process.close();
  return [
    {
      suite,
      name: `${bigNodes} nodes: started and listed as a table`,
      value: first,
      unit: 'ms',
      bar: { atMost: 2000 },
    },
    { suite, name: `${bigNodes} nodes: listed again`, value: again, unit: 'ms' },
  ];
};

/** What serving costs: requests each second beside a bare server's, and lists of a large cluster. */
export const serving = async (): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-bench-'));
  const worker = new Worker(new URL('../serving/load.js', import.meta.url));
  const client = (load: Load): Promise<Borne> =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.postMessage(load);
    });
  const { process, url } = await servedCluster(folder, 1);
  const bare = await bareServer(await answersOf(url));
  try {
    const figures = await compared(client, url, urlOf(bare));
    const all = await listing(url, pods);
    const asTable = await listing(url, pods, table);
    const count = requests * rounds;
    return [
      ...figures,
      { suite, name: `list of ${count} pods`, value: all, unit: 'ms' },
      { suite, name: `list of ${count} pods as a table`, value: asTable, unit: 'ms' },
      ...(await large(folder)),
    ];
  } finally {
    await process.close();
    bare.close();
    await worker.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
};
