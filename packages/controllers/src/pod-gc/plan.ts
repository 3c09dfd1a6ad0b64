import { second, type Duration } from '@orrery/core/engine';
import type { PodRecord, Uid } from '@orrery/core/cluster';
import type { Plan, Planning, Step } from '@orrery/core/control';
import { classify } from './classify.ts';
import { endedAtMost, type Memory } from './memory.ts';
import { removal } from './removal.ts';

/** How long a node has to be missing before its pods are given up. Source: gc_controller.go, quarantineTime. */
const quarantineUs: Duration = 40 * second;

/** One run of the loop: pods that ended, pods on nodes out of service, missing nodes, pods that never got a node. */
export const plan = (memory: Memory, _key: number, planning: Planning): Plan => ({
  steps: [
    ...tooMany(memory, planning),
    ...onFencedNodes(memory, planning),
    ...missingNodes(memory, planning),
    ...collected(found(memory.unscheduled, planning), 'unscheduled', memory, planning),
  ],
});

const found = (uids: Iterable<Uid>, { view }: Planning): readonly PodRecord[] =>
  [...uids].sort((a, b) => a - b).flatMap((uid) => view.tables.Pod.get(uid) ?? []);

const collected = (
  pods: readonly PodRecord[],
  verdict: ReturnType<typeof classify>,
  memory: Memory,
  planning: Planning,
): readonly Step[] =>
  pods
    .filter((pod) => classify(pod, planning.view.tables.Node.get(memory.nodes.get(pod.node) ?? 0)) === verdict)
    .flatMap((pod) => removal(pod, verdict === 'orphan', planning));

/** NL-5: of too many pods that have ended those that were evicted go first, then the oldest. Source: gcTerminated. */
const tooMany = (memory: Memory, planning: Planning): readonly Step[] => {
  const surplus = memory.ended.size - endedAtMost;
  if (surplus <= 0) return [];
  const wasEvicted = ({ status }: PodRecord): number => (status.shape.reason === 'Evicted' ? 0 : 1);
  return [...found(memory.ended, planning)]
    .sort((a, b) => wasEvicted(a) - wasEvicted(b) || a.meta.createdAt - b.meta.createdAt || a.uid - b.uid)
    .slice(0, surplus)
    .flatMap((pod) => removal(pod, false, planning));
};

/** NL-6: pods on their way out of a node that is out of service need not wait for its kubelet. Source: gcTerminating. */
const onFencedNodes = (memory: Memory, planning: Planning): readonly Step[] =>
  [...memory.fenced]
    .sort()
    .flatMap((node) => collected(found(memory.podsOn.of(node), planning), 'fenced', memory, planning));

/** NL-3: a node has to be missing for a while and then be looked for live, before its pods are given up. Source: gcOrphaned. */
const missingNodes = (memory: Memory, { now }: Planning): readonly Step[] => {
  const { missing, machine } = memory;
  for (const name of [...machine.quarantine.keys()]) if (!missing.has(name)) machine.quarantine.delete(name);
  const steps: Step[] = [];
  for (const name of [...missing].sort()) {
    const until = machine.quarantine.get(name) ?? now + quarantineUs;
    machine.quarantine.set(name, until);
    if (until > now) continue;
    machine.quarantine.delete(name);
    steps.push({ command: { type: 'Read', kind: 'Node', namespace: '', name }, onRejection: 'continue' });
  }
  return steps;
};

/** What is on a node that a live read did not find. */
export const onMissingNode = (memory: Memory, node: string, planning: Planning): readonly Step[] =>
  collected(found(memory.podsOn.of(node), planning), 'orphan', memory, planning);
