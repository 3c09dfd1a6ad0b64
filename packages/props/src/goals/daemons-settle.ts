import type { DaemonSetRecord } from '@orrery/core/cluster';
import { daemonsByNode, isEligible, isServing, revisionOf } from '../invariants/index.ts';
import { controllerOf, uuidOf } from '@orrery/core/cluster';
import type { Goal, Rest } from './goal.ts';
import { isUnschedulable } from './stuck-pods.ts';

const newestRevision = ({ state }: Rest, set: DaemonSetRecord): string => {
  const owner = uuidOf('DaemonSet', set.uid);
  const own = state.tables.ControllerRevision.toArray().filter(({ meta }) => controllerOf(meta)?.uid === owner);
  const newest = own.reduce((best, one) => (one.revision > best.revision ? one : best), {
    revision: -1,
    meta: { labels: {} },
  });
  const labels: Readonly<Record<string, string>> = newest.meta.labels;
  return labels['controller-revision-hash'] ?? '';
};

/** What a set still lacks, and on how many nodes it is wanted. */
const verdict = (rest: Rest, set: DaemonSetRecord): { readonly wanted: number; readonly unmet: readonly string[] } => {
  const { state, now } = rest;
  const pods = daemonsByNode({ view: state }, set);
  const newest = newestRevision(rest, set);
  const unmet: string[] = [];
  let wanted = 0;
  for (const node of state.tables.Node.toArray()) {
    const { name } = node.meta;
    const there = pods.get(name) ?? [];
    pods.delete(name);
    if (!isEligible(set, there[0]?.spec ?? set.spec.pod, node)) continue;
    wanted++;
    const [pod] = there;
    if (there.length !== 1 || pod === undefined) unmet.push(`${there.length} pods of ${set.meta.name} on ${name}`);
    else if (!isServing(set, pod, now)) unmet.push(`${pod.meta.name} on ${name} is not available`);
    else if (set.spec.updateStrategy === 'RollingUpdate' && revisionOf(pod) !== newest)
      unmet.push(`${pod.meta.name} on ${name} is not up to date`);
  }
  for (const [node, left] of pods)
    if (node !== '') unmet.push(...left.map(({ meta }) => `${meta.name} is left over from ${node}`));
  return { wanted, unmet };
};

export const daemonsSettle: Goal = {
  name: 'daemons-settle',
  layer: 'API',
  states:
    'In the end a DaemonSet has one pod, available and up to date, on every node that it is for, and none where no node is.',
  provided: 'every pod finds room on its node',
  judge: (rest) => {
    const { tables } = rest.state;
    if (tables.Pod.toArray().some((pod) => controllerOf(pod.meta)?.kind === 'DaemonSet' && isUnschedulable(pod)))
      return { reached: 0, unmet: [] };
    const sets = tables.DaemonSet.toArray().filter(({ meta }) => meta.deletion === undefined);
    const verdicts = sets.map((set) => verdict(rest, set));
    return {
      reached: verdicts.reduce((sum, { wanted }) => sum + wanted, 0),
      unmet: verdicts.flatMap(({ unmet }) => unmet),
    };
  },
};
