import type { Cluster } from '@orrery/core/control';
import { figuresOf, measured, type Measurement } from '../measurement.ts';
import type { Sizes } from '../sizes.ts';
import type { Figure } from '../suite.ts';
import { barePod, daemonSet, statefulSet } from './sets.ts';
import { clusterOf, create, readyPods, setImage } from './world.ts';

type Report = (figures: readonly Figure[]) => void;

/** Nodes enough for so many small pods. */
const nodesFor = (pods: number): number => Math.max(1, Math.ceil(pods / 30));

const toQuiet = (cluster: Cluster): Measurement =>
  measured(
    cluster,
    () => cluster.runUntilQuiet(),
    () => readyPods(cluster),
  );

/** A DaemonSet, then a StatefulSet, that run already, get another image. */
export const updateWorkload = ({ nodes: [nodes = 5_000] = [], pods = 1_000 }: Sizes, report: Report): void => {
  const daemons = clusterOf(nodes);
  create(daemons, 'DaemonSet', daemonSet('agent', '10%'));
  daemons.runUntilQuiet();
  setImage(daemons, 'DaemonSet', 'agent', 'main:2');
  report(figuresOf('update', `DaemonSet over ${nodes} nodes`, 'pod', toQuiet(daemons)));
  const ordered = clusterOf(nodesFor(pods));
  create(ordered, 'StatefulSet', statefulSet('web', pods, 'Parallel'));
  ordered.runUntilQuiet();
  setImage(ordered, 'StatefulSet', 'web', 'main:2');
  report(figuresOf('update', `StatefulSet of ${pods} pods`, 'pod', toQuiet(ordered)));
};

/** So many pods one after the other in one StatefulSet, then as many in sets of ten. */
export const statefulSetsWorkload = ({ nodes: [nodes] = [], pods = 10_000 }: Sizes, report: Report): void => {
  const shapes = [
    [1, pods],
    [Math.ceil(pods / 10), 10],
  ] as const;
  for (const [sets, replicas] of shapes) {
    const cluster = clusterOf(nodes ?? nodesFor(sets * replicas));
    for (let set = 0; set < sets; set++) create(cluster, 'StatefulSet', statefulSet(`web-${set}`, replicas));
    report(figuresOf('statefulsets', `${sets} × ${replicas} pods`, 'pod', toQuiet(cluster)));
  }
};

/** Pods that nobody owns, all there at once, find their nodes. */
export const schedulingWorkload = ({ nodes: [nodes = 5_000] = [], pods = 150_000 }: Sizes, report: Report): void => {
  const cluster = clusterOf(nodes);
  for (let pod = 0; pod < pods; pod++) create(cluster, 'Pod', barePod(`pod-${pod}`));
  report(figuresOf('scheduling', `${pods} pods on ${nodes} nodes`, 'pod', toQuiet(cluster)));
};

/** Claims and as many volumes that are there already find each other. */
export const bindingWorkload = ({ claims = 100_000 }: Sizes, report: Report): void => {
  const cluster = clusterOf(1);
  for (let index = 0; index < claims; index++)
    create(cluster, 'PersistentVolume', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `disk-${index}` },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'manual',
        hostPath: { path: '/data' },
      },
    });
  cluster.runUntilQuiet();
  for (let index = 0; index < claims; index++)
    create(cluster, 'PersistentVolumeClaim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: `data-${index}`, namespace: 'default' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'manual',
        resources: { requests: { storage: '1Gi' } },
      },
    });
  const { PersistentVolumeClaim } = cluster.core.state.tables;
  const measurement = measured(
    cluster,
    () => cluster.runUntilQuiet(),
    () => PersistentVolumeClaim.toArray().filter(({ status }) => status.phase === 'Bound').length,
  );
  report(figuresOf('binding', `${claims} claims`, 'claim', measurement));
};
