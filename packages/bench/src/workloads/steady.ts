import { hour, minute, second } from '@orrery/core/engine';
import { isObjectChange } from '@orrery/core/cluster';
import type { Cluster } from '@orrery/core/control';
import { injectFault } from '@orrery/core/faults';
import { figuresOf, measured } from '../measurement.ts';
import type { Sizes } from '../sizes.ts';
import type { Figure } from '../suite.ts';
import { daemonSet, deployment, statefulSet } from './sets.ts';
import { clusterOf, create, nodeName, readyPods } from './world.ts';

const deletionsPerSecond = 20;
/** A machine that failed is off for so long. */
const outageUs = 10 * minute;
const replicas = 1_000;

/** Names of the pods that are there, kept up to date with every change, so that one of them can be picked at no cost. */
class Pods {
  readonly #names: string[] = [];
  readonly #places = new Map<string, number>();
  #picked = 0;

  constructor({ core }: Cluster) {
    core.witness(({ change }) => {
      if (change === undefined || !isObjectChange(change) || change.kind !== 'Pod') return;
      const { before, after } = change;
      if (before === undefined && after !== undefined) this.#add(after.meta.name);
      if (before !== undefined && after === undefined) this.#remove(before.meta.name);
    });
  }

  /** One of them, another each time. */
  pick(): string | undefined {
    const hash = Math.imul(++this.#picked, 0x9e3779b1) >>> 0;
    return this.#names[hash % Math.max(this.#names.length, 1)];
  }

  #add(name: string): void {
    this.#places.set(name, this.#names.push(name) - 1);
  }

  #remove(name: string): void {
    const place = this.#places.get(name);
    const last = this.#names.pop();
    this.#places.delete(name);
    if (place === undefined || last === undefined || last === name) return;
    this.#names[place] = last;
    this.#places.set(last, place);
  }
}

/** A DaemonSet, and the other pods half in Deployments and half in StatefulSets: each loop may write 20 times a second. */
const fillCluster = (cluster: Cluster, nodes: number, pods: number): void => {
  create(cluster, 'DaemonSet', daemonSet('agent', '10%'));
  const each = Math.max(0, Math.round((pods - nodes) / 2));
  for (let made = 0, set = 0; made < each; made += replicas, set++) {
    const count = Math.min(replicas, each - made);
    create(cluster, 'Deployment', deployment(`app-${set}`, count));
    create(cluster, 'StatefulSet', statefulSet(`web-${set}`, count, 'Parallel'));
  }
};

/** Deletes pods all the time, and switches a machine off once a minute; gives how many pods were asked to go. */
const disturb = (cluster: Cluster, pods: Pods, nodes: number, lasting: number): number => {
  const from = cluster.now;
  const every = second / deletionsPerSecond;
  let deleted = 0;
  for (let passed = every; passed <= lasting; passed += every) {
    cluster.runUntil(from + passed);
    const name = pods.pick();
    if (name !== undefined)
      deleted += cluster.handle({ verb: 'delete', kind: 'Pod', namespace: 'default', name }).code === 200 ? 1 : 0;
    if (passed % minute !== 0) continue;
    const failing = passed / minute;
    injectFault(cluster, { name: 'crash', target: { type: 'node', node: nodeName(failing % nodes) } });
    const back = failing - outageUs / minute;
    if (back > 0) injectFault(cluster, { name: 'restart', target: { type: 'node', node: nodeName(back % nodes) } });
  }
  return deleted;
};

/** A cluster in use: workloads fill it, then pods are deleted and machines fail while the loops put it right. */
export const steadyWorkload = (
  { nodes: [nodes = 5_000] = [], pods = 150_000, fill = hour, churn = hour }: Sizes,
  report: (figures: readonly Figure[]) => void,
): void => {
  const suite = 'steady';
  const cluster = clusterOf(nodes);
  const present = new Pods(cluster);
  const bar = (figures: readonly Figure[]): readonly Figure[] =>
    figures.map((figure) =>
      figure.name.endsWith('simulated ÷ real time') ? { ...figure, bar: { atLeast: 1_000 } } : figure,
    );
  const filling = measured(
    cluster,
    () => {
      fillCluster(cluster, nodes, pods);
      cluster.runUntil(fill);
    },
    () => readyPods(cluster),
  );
  report(bar(figuresOf(suite, 'filling', 'pod', filling)));
  let deleted = 0;
  const disturbed = measured(
    cluster,
    () => {
      deleted = disturb(cluster, present, nodes, churn);
    },
    () => deleted,
  );
  report([
    ...bar(figuresOf(suite, 'in use', 'deletion', disturbed)),
    { suite, name: 'in use: pods Ready at the end', value: readyPods(cluster), unit: '' },
  ]);
};
