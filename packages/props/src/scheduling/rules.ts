import {
  at,
  fill,
  firstUntolerated,
  isTerminal,
  isTerminating,
  keyOf,
  matchesNodeSelector,
  textAt,
  type NodeRecord,
  type PodRecord,
  type View,
} from '@orrery/core/cluster';
import type { Decision } from '@orrery/core/control';

/** What a rule says of one decision of the scheduler: what is wrong, `true` when its situation came about, or nothing. */
export type Judge = (decision: Decision) => string | boolean;

/** Something that holds of everything that the scheduler decides, in the caches by which it decides: layer view. */
export interface SchedulingRule {
  readonly name: string;
  readonly states: string;
  /** Does it hold also when the scheduler sees nodes late? Then a node that has gone may be one of those that it counts. */
  readonly lagging: boolean;
  /** May it be asked of any run? Then it says nothing of certain pods, and costs what the decision does, not what the cluster. */
  readonly everywhere: boolean;
  readonly judge: () => Judge;
}

interface Placing {
  readonly pod: PodRecord;
  readonly node: NodeRecord;
  readonly view: View;
}

/** Pods that the decision puts on nodes. */
const placings = ({ steps, view }: Decision): readonly Placing[] =>
  steps.flatMap(({ command }) => {
    if (command.type !== 'BindPod') return [];
    const [pod, node] = [view.tables.Pod.get(command.uid), view.tables.Node.find('', command.node)];
    return pod === undefined || node === undefined ? [] : [{ pod, node, view }];
  });

const others = (pod: PodRecord, { tables }: View): readonly PodRecord[] =>
  tables.Pod.toArray().filter((one) => one.uid !== pod.uid && !isTerminal(one));

/** Pods on a node, those included that are on their way out. */
const beside = ({ pod, node, view }: Placing): readonly PodRecord[] =>
  others(pod, view).filter((one) => one.node === node.meta.name);

const wants = ({ meta }: PodRecord): string => meta.labels['wants'] ?? '';

const hostPorts = ({ spec }: PodRecord): boolean => spec.containers.some(({ hostPorts: ports }) => ports.length > 0);

const cpuOf = (pods: readonly PodRecord[]): number => pods.reduce((sum, { spec }) => sum + spec.requests.cpuMilli, 0);

/** What is wrong with where a pod goes, as the scheduler sees it; the same rules said again, without any of its code. */
const obstacle = (placing: Placing): string | undefined => {
  const { pod, node, view } = placing;
  const there = beside(placing);
  if (node.unschedulable) return 'is cordoned';
  if (firstUntolerated(node.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']) !== undefined)
    return 'is tainted';
  if (cpuOf([...there, pod]) > node.status.allocatable.cpuMilli) return 'has not enough cpu';
  if (hostPorts(pod) && there.some(hostPorts)) return 'has the port taken';
  if (wants(pod) === 'no-neighbour' && there.some((one) => wants(one) === 'no-neighbour')) return 'has such a pod';
  const sharing = others(pod, view).some((one) => one.node !== '' && one.claims.includes('data'));
  if (pod.claims.includes('data') && sharing) return 'would have a second user of the claim';
  return undefined;
};

/** How many pods that are to be spread each node has. */
const spreadOf = ({ pod, node, view }: Placing): { readonly here: number; readonly least: number } => {
  const count = (name: string): number =>
    others(pod, view).filter((one) => one.node === name && wants(one) === 'spread' && !isTerminating(one)).length;
  const least = Math.min(...view.tables.Node.toArray().map(({ meta }) => count(meta.name)));
  return { here: count(node.meta.name), least };
};

/** The first complaint about any of the pods that are placed; `true`: there was something to complain about. */
const each = (decision: Decision, complaint: (placing: Placing) => string | boolean): string | boolean => {
  let reached = false;
  for (const placing of placings(decision)) {
    const found = complaint(placing);
    if (typeof found === 'string') return `${placing.pod.meta.name} goes to ${placing.node.meta.name}, which ${found}`;
    reached ||= found;
  }
  return reached;
};

/** SCH-S3: all filters hold in one snapshot. Between kinds of different ages it is broken over the API's truth, not here. */
const oneSnapshot: SchedulingRule = {
  name: 'one-snapshot',
  states: 'A pod goes only to a node that, as the scheduler sees it, every filter lets it onto.',
  lagging: true,
  everywhere: false,
  judge: () => (decision) =>
    each(decision, (placing) => {
      const troubled = placing.view.tables.Node.toArray().some(
        ({ taints, unschedulable }) => unschedulable || taints.length > 0,
      );
      return obstacle(placing) ?? (troubled || beside(placing).length > 0);
    }),
};

/** What a node itself has against a pod, or the pod against the node: SC-3, SC-4 said again. */
const unwilling = ({ spec, args }: PodRecord, { meta, taints, unschedulable }: NodeRecord): string | undefined => {
  const cordon = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' } as const;
  const all = unschedulable ? [cordon, ...taints] : taints;
  if (firstUntolerated(all, spec.tolerations, ['NoSchedule', 'NoExecute']) !== undefined) return 'does not let it in';
  const required = at(spec.affinity, 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const { name, labels } = meta;
  const isWanted =
    Object.entries(spec.nodeSelector).every(([key, value]) => labels[key] === value) &&
    (required === undefined || matchesNodeSelector(fill(required, args), { name, labels }));
  return isWanted ? undefined : 'it does not ask for';
};

/** A pod with claims is bound when these are, and its node may have changed since it was chosen. */
const willingNodes: SchedulingRule = {
  name: 'willing-nodes',
  states:
    'A pod without claims goes only to a node that, as the scheduler sees it, lets it in and is one that it asks for.',
  lagging: true,
  everywhere: true,
  judge: () => (decision) =>
    each(decision, ({ pod, node }) => (pod.claims.length > 0 ? false : (unwilling(pod, node) ?? true))),
};

const evenSpread: SchedulingRule = {
  name: 'even-spread',
  states: 'A pod that is to be spread leaves no node with two such pods more than another.',
  lagging: false,
  everywhere: false,
  judge: () => (decision) =>
    each(decision, (placing) => {
      if (wants(placing.pod) !== 'spread') return false;
      const { here, least } = spreadOf(placing);
      return here + 1 - least > 1 ? 'has enough such pods' : here + least > 0;
    }),
};

/** SCH-S5. */
const lowerVictims: SchedulingRule = {
  name: 'lower-victims',
  states: 'A pod goes for another one only if its priority is lower and the other has no node.',
  lagging: true,
  everywhere: true,
  judge:
    () =>
    ({ steps, view, key }) => {
      const preemptor = view.tables.Pod.get(key);
      for (const { command } of steps) {
        if (command.type !== 'Delete') continue;
        const victim = view.tables.Pod.find(command.namespace, command.name);
        if (preemptor === undefined || victim === undefined) return `${command.name} goes for nobody`;
        const { namespace, name } = victim.meta;
        if (preemptor.node !== '') return `${keyOf(namespace, name)} goes for ${preemptor.meta.name}, which has a node`;
        if (victim.spec.priority >= preemptor.spec.priority)
          return `${name} goes for ${preemptor.meta.name}, which matters no more`;
      }
      return steps.some(({ command }) => command.type === 'Delete');
    },
};

/** SC-42: room that was made for a pod is not given to one that matters less. */
const keptRoom: SchedulingRule = {
  name: 'kept-room',
  states: 'A pod leaves room on its node for those of its priority or above that are to come there.',
  lagging: false,
  everywhere: false,
  judge: () => {
    // A node is chosen, and the pod bound, at one instant; what another pod is promised in between is none of its business.
    const since = new Map<number, number>();
    return (decision) => {
      for (const { command } of decision.steps)
        if (command.type === 'PatchPodStatus' && (command.nominatedNode ?? '') !== '')
          since.set(command.uid, decision.at);
      return each(decision, (placing) => {
        const { pod, node, view } = placing;
        const expected = others(pod, view).filter(
          (one) =>
            one.node === '' &&
            !isTerminating(one) &&
            one.status.shape.nominatedNode === node.meta.name &&
            one.spec.priority >= pod.spec.priority &&
            (since.get(one.uid) ?? 0) < decision.at,
        );
        const full = cpuOf([...beside(placing), ...expected, pod]) > node.status.allocatable.cpuMilli;
        return full ? `is kept for ${expected.map(({ meta }) => meta.name).join(', ')}` : expected.length > 0;
      });
    };
  },
};

/** A victim is told before it is deleted. */
const toldVictims: SchedulingRule = {
  name: 'told-victims',
  states: 'A pod that goes for another is told so, by a condition, before it is deleted.',
  lagging: true,
  everywhere: true,
  judge:
    () =>
    ({ steps }) => {
      const told = new Set<number>();
      for (const { command, note } of steps) {
        if (command.type === 'PatchPodStatus' && textAt(command.condition, 'type') === 'DisruptionTarget')
          told.add(command.uid);
        if (command.type === 'Delete' && !told.has(Number(note))) return `${command.name} is not told why it goes`;
      }
      return told.size > 0;
    },
};

export const schedulingRules: readonly SchedulingRule[] = [
  oneSnapshot,
  willingNodes,
  evenSpread,
  lowerVictims,
  keptRoom,
  toldVictims,
];
