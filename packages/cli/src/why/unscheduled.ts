import type { NodeRecord, PodRecord, Taint } from '@orrery/core/cluster';
import { explainPlacement, type NodeVerdict } from '@orrery/controllers';
import { lastAttemptLines } from './attempt.ts';
import { cause, type Cause } from './cause.ts';
import { claimCause } from './claim.ts';
import { lastEvent, type Scene } from './scene.ts';

/** Nodes named of those that say the same. */
const mostNodes = 4;

const names = (nodes: readonly string[]): string =>
  nodes.length <= mostNodes
    ? nodes.join(', ')
    : `${nodes.slice(0, mostNodes).join(', ')} and ${nodes.length - mostNodes} more`;

/** Nodes by what they say. */
const grouped = (verdicts: readonly NodeVerdict[]): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>();
  for (const { node, refusal } of verdicts) {
    const key = refusal === undefined ? 'would take it' : `${refusal.plugin}: ${refusal.reasons.join(', ')}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return groups;
};

const room = (pod: PodRecord, node: NodeRecord, { state }: Scene): string => {
  const there = state.tables.Pod.toArray().filter((one) => one.node === node.meta.name);
  const used = there.reduce((sum, { spec }) => sum + spec.requests.cpuMilli, 0);
  return `${node.meta.name} has ${node.status.allocatable.cpuMilli - used}m of cpu left, and the pod asks for ${pod.spec.requests.cpuMilli}m`;
};

const taintText = ({ key, value, effect }: Taint): string => `${key}${value === '' ? '' : `=${value}`}:${effect}`;

/** What would make a node take the pod, by the filter that refuses it. */
const remedy = (pod: PodRecord, verdict: NodeVerdict, scene: Scene): readonly string[] => {
  const node = scene.state.tables.Node.find('', verdict.node);
  if (node === undefined) return [];
  switch (verdict.refusal?.plugin) {
    case 'NodeUnschedulable':
      return [`kubectl uncordon ${verdict.node}`];
    case 'TaintToleration':
      return node.taints.map(
        (taint) => `let the pod tolerate ${taintText(taint)}, or take that taint off ${verdict.node}`,
      );
    case 'NodeAffinity':
      return [`give ${verdict.node} the labels that the pod's nodeSelector or node affinity asks for`];
    case 'NodePorts':
      return [`free the pod's host port on ${verdict.node}`];
    case 'NodeResourcesFit':
      return [`let the pod ask for less, or free resources (${room(pod, node, scene)})`];
    default:
      return [];
  }
};

const held = (pod: PodRecord): Cause | undefined => {
  const { schedulingGates, schedulerName } = pod.spec;
  if (schedulingGates.length > 0)
    return cause(`scheduling gates hold it back: ${schedulingGates.join(', ')}`, {
      unblocks: [`take the gates ${schedulingGates.join(', ')} off the pod`],
    });
  if (schedulerName === 'default-scheduler') return undefined;
  return cause(`it waits for scheduler ${schedulerName}, which nobody plays here`, {
    unblocks: ['set schedulerName to default-scheduler'],
  });
};

/** A pod that has no node. */
export const unscheduledCause = (pod: PodRecord, scene: Scene): Cause => {
  const since = lastEvent(scene, 'Pod', pod.uid);
  const says = `pod ${pod.meta.name} is Pending: it has no node`;
  const holding = held(pod);
  if (holding !== undefined) return cause(says, { since, because: [holding] });
  const { before, nodes } = explainPlacement(pod, scene.reading);
  const groups = [...grouped(nodes)].map(([why, which]) => `${which.length} × ${why} (${names(which)})`);
  const none = nodes.length === 0 && before === undefined ? ['there is no node'] : [];
  const kept = lastAttemptLines(scene, pod.uid);
  // What would be said now, where it is not what was said then.
  const now = [...(before === undefined ? [] : [before]), ...none, ...groups].filter((line) => !kept.includes(line));
  const claims = pod.claims.flatMap((claim) => claimCause(pod.meta.namespace, claim, scene) ?? []);
  const first = new Map(nodes.map((verdict) => [verdict.refusal?.plugin, verdict] as const));
  return cause(says, {
    since,
    details: [...kept, ...now.map((line) => (kept.length === 0 ? line : `by now: ${line}`))],
    because: claims,
    unblocks: [
      ...(none.length > 0 ? ['add a node'] : []),
      ...[...first.values()].flatMap((verdict) => remedy(pod, verdict, scene)),
    ],
  });
};
