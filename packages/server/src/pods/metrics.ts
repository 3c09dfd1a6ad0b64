import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import {
  addRequests,
  noRequests,
  timestamp,
  type AnyRecord,
  type ContainerSpec,
  type PodRecord,
  type Requests,
} from '@orrery/core/cluster';
import { behaviourOf } from '@orrery/core/control';
import { listRecords, notFound } from '@orrery/core/api';
import { methodNotAllowedHere, noSuchPath, objectAnswer, rejected, type Outcome } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ServedCluster } from '../served-cluster.ts';

const version = 'metrics.k8s.io/v1beta1';

/** Amounts as metrics-server writes them. */
const usageOf = ({ cpuMilli, memoryBytes }: Requests): JsonObject => ({
  cpu: `${cpuMilli}m`,
  memory: `${Math.ceil(memoryBytes / 1024)}Ki`,
});

const isRunning = (record: AnyRecord): record is PodRecord =>
  record.kind === 'Pod' && record.status.shape.phase === 'Running';

const measured = (served: ServedCluster, record: AnyRecord): JsonObject => ({
  metadata: {
    name: record.meta.name,
    ...(record.meta.namespace === '' ? {} : { namespace: record.meta.namespace }),
    labels: { ...record.meta.labels },
    creationTimestamp: timestamp(served.epoch, served.now),
  },
  timestamp: timestamp(served.epoch, served.now),
  window: '10s',
});

/** What a container uses: the memory that its behaviour says, and of everything else exactly what it asks for. */
const usedBy = ({ core }: ServedCluster, { meta }: PodRecord, { name, image, requests }: ContainerSpec): Requests => {
  const { behaviours = [] } = core.settings;
  const { uses } = behaviourOf(behaviours, { image, container: name, namespace: meta.namespace, labels: meta.labels });
  return uses === undefined ? requests : { ...requests, memoryBytes: uses.memoryBytes };
};

const podMetrics = (served: ServedCluster, pod: PodRecord): JsonObject => ({
  ...measured(served, pod),
  containers: pod.spec.containers.map((one) => ({ name: one.name, usage: usageOf(usedBy(served, pod, one)) })),
});

/** What runs on each node, together. */
const usageByNode = (served: ServedCluster): ReadonlyMap<string, Requests> => {
  const sums = new Map<string, Requests>();
  served.core.state.tables.Pod.forEach((pod) => {
    if (!isRunning(pod)) return;
    const used = pod.spec.containers.reduce((sum, one) => addRequests(sum, usedBy(served, pod, one)), noRequests);
    sums.set(pod.node, addRequests(sums.get(pod.node) ?? noRequests, used));
  });
  return sums;
};

/** One object, or all that a list selects. */
const answered = (
  served: ServedCluster,
  kind: 'Pod' | 'Node',
  place: { readonly namespace: string; readonly name: string },
  { query }: Exchange,
): Outcome => {
  const usage = kind === 'Node' ? usageByNode(served) : undefined;
  const shown = (record: AnyRecord): JsonObject =>
    isRunning(record)
      ? podMetrics(served, record)
      : { ...measured(served, record), usage: usageOf(usage?.get(record.meta.name) ?? noRequests) };
  if (place.name !== '') {
    const record = served.core.state.tables[kind].find(place.namespace, place.name);
    if (record === undefined || (kind === 'Pod' && !isRunning(record))) return rejected(notFound(kind, place.name));
    return objectAnswer(200, { kind: `${kind}Metrics`, apiVersion: version, ...shown(record) });
  }
  const records = listRecords(served.server(), {
    verb: 'list',
    kind,
    ...place,
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
  });
  if (E.isLeft(records)) return rejected(records.left);
  const items = records.right.filter((record) => kind === 'Node' || isRunning(record)).map(shown);
  return objectAnswer(200, { kind: `${kind}MetricsList`, apiVersion: version, metadata: {}, items });
};

/** Answers `/apis/metrics.k8s.io/v1beta1/…`: what `kubectl top` reads. */
export const answerMetrics = (served: ServedCluster, exchange: Exchange): Outcome => {
  const { method, segments } = exchange;
  const [, , given, ...parts] = segments;
  if (given !== 'v1beta1') return noSuchPath;
  if (method !== 'GET') return methodNotAllowedHere;
  const [first = '', second = '', third = '', fourth = '', ...rest] = parts;
  if (rest.length > 0) return noSuchPath;
  if (first === 'nodes' && third === '') return answered(served, 'Node', { namespace: '', name: second }, exchange);
  if (first === 'pods' && second === '') return answered(served, 'Pod', { namespace: '', name: '' }, exchange);
  if (first === 'namespaces' && third === 'pods')
    return answered(served, 'Pod', { namespace: second, name: fourth }, exchange);
  return noSuchPath;
};
