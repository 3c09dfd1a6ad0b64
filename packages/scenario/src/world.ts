import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { textAt } from '@orrery/core/cluster';
import type { Cluster } from '@orrery/core/control';
import type { Request, Response } from '@orrery/core/api';
import { readManifestText } from '@orrery/kubectl';
import type { NodeEntry } from './node-entry.ts';
import { machineIp, nodeTemplate } from './registration.ts';
import type { Scenario } from './scenario.ts';

/** The namespaces that every cluster has. */
export const firstNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'] as const;

/** Something of the world at instant 0 that the API refused. */
export class WorldError extends Error {}

/** Makes what exists at instant 0: namespaces, nodes, and the scenario's objects. */
export const buildWorld = (cluster: Cluster, scenario: Scenario, request: (request: Request) => Response): void => {
  makeNamespaces(cluster);
  let machines = 0;
  for (const entry of scenario.cluster?.nodes ?? []) machines = makeNodes(cluster, entry, machines);
  const { files = {} } = scenario;
  for (const path of scenario.objects ?? []) makeObjects(path, files[path] ?? '', request);
};

const submitted = (answer: E.Either<{ readonly message: string }, number>, what: string): void => {
  if (E.isLeft(answer)) throw new WorldError(`${what} cannot exist at instant 0: ${answer.left.message}`);
};

/** Makes the namespaces that every cluster has. */
export const makeNamespaces = (cluster: Cluster): void => {
  for (const name of firstNamespaces) makeNamespace(cluster, name);
};

const makeNamespace = (cluster: Cluster, name: string): void => {
  const body: JsonObject = {
    metadata: { labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
  };
  const command = { type: 'Create', kind: 'Namespace', namespace: '', name, body: cluster.core.body(body) } as const;
  submitted(cluster.submit(command), `namespace ${name}`);
};

/** Makes the nodes of one entry; `from` is the number of the first machine. Gives the number of the next. */
const makeNodes = (cluster: Cluster, entry: NodeEntry, from: number): number => {
  const { body, status } = nodeTemplate(entry, cluster.core.settings.version);
  const shared = { body: cluster.core.body(body), status: cluster.core.body(status) };
  const count = entry.name === undefined ? (entry.count ?? 0) : 1;
  for (let i = 0; i < count; i++) {
    const name = entry.name ?? `${entry.namePrefix ?? ''}${i}`;
    const args = [name, machineIp(from + i)];
    submitted(cluster.submit({ type: 'Create', kind: 'Node', namespace: '', name, args, ...shared }), `node ${name}`);
  }
  return from + count;
};

const makeObjects = (path: string, text: string, request: (request: Request) => Response): void => {
  const { manifests, errors } = readManifestText(path, text);
  const [error] = errors;
  if (error !== undefined) throw new WorldError(error);
  for (const { kind, namespace, name, object } of manifests) {
    const made = request({ verb: 'create', kind, namespace, name: '', body: object, fieldValidation: 'Strict' });
    if (made.code >= 400)
      throw new WorldError(`${path}: ${kind} ${name} cannot exist at instant 0: ${textAt(made.body, 'message') ?? ''}`);
  }
};
