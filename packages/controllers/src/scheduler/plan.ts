import { isTerminating, type PodRecord } from '@orrery/core/cluster';
import { nothing, type Handover, type Plan, type Planning, type Step } from '@orrery/core/control';
import { bindingCycle, reserve } from './binding.ts';
import type { Plugin } from './classify.ts';
import { placedDecision, refusedDecision } from './decision.ts';
import { failureText, type Failure } from './failure.ts';
import { takeNext, type Machine } from './machine.ts';
import { flush, type Memory } from './memory.ts';
import { preemptionCycle } from './preempting.ts';
import { preemptionFor } from './preemption.ts';
import { failed, skipped } from './reported.ts';
import { choose, search, type Search } from './search.ts';
import type { Draft } from './draft.ts';
import { turn } from './turn.ts';
import { isWaiting } from './waiting.ts';
import type { Victims } from './victims.ts';
import { claimsOf, volumesOn } from './volumes.ts';

/** The next scheduling cycle, or what is to be written for a pod that has its node or makes room for itself. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<Draft> => {
  if (key === turn) return schedulingCycle(memory, planning);
  const pod = planning.view.tables.Pod.get(key);
  const { reserved, preempting } = memory.machine;
  const [reservation, preemption] = [reserved.get(key), preempting.get(key)];
  if (!isWaiting(pod)) return nothing;
  if (reservation !== undefined) return bindingCycle(reservation, pod, planning);
  return preemption === undefined ? nothing : preemptionCycle(memory.machine, preemption, pod, planning);
};

/** One attempt: the first pod of the queue gets a node, or the reason why it gets none. */
const schedulingCycle = (memory: Memory, planning: Planning): Plan<Draft> => {
  const { machine } = memory;
  const { view, now } = planning;
  flush(memory, now, view);
  const pod = view.tables.Pod.get(takeNext(machine, now, (uid) => view.tables.Pod.get(uid)) ?? 0);
  if (pod?.node === '' && isTerminating(pod)) return { steps: [skipped(pod)], cause: pod.version };
  if (!isWaiting(pod)) return nothing;
  machine.attempts.set(pod.uid, (machine.attempts.get(pod.uid) ?? 0) + 1);
  return { ...attempt(memory, pod, planning), cause: pod.version };
};

const handOver = ({ uid, version }: PodRecord): Handover => ({ key: uid, afterUs: 0, cause: version });

const attempt = (memory: Memory, pod: PodRecord, planning: Planning): Plan<Draft> => {
  const { machine } = memory;
  const claims = claimsOf(pod, planning.view);
  if ('message' in claims) {
    const failure = { nodes: memory.nodes.length, before: claims.message, refusals: [], cutAway: 0 };
    return { steps: giveUp(machine, pod, failure, undefined, undefined, planning) };
  }
  const found = search(memory, pod, claims, planning);
  if (found.feasible.length === 0) return refused(memory, pod, found, planning);
  const choice = choose(memory, found, planning);
  const { node } = choice;
  const decision = planning.body(placedDecision(found.failure, found.feasible, choice));
  const volumes = volumesOn(memory, claims, node, planning.view);
  reserve(machine, pod, node, 'reasons' in volumes ? [] : volumes.assignments, decision, planning);
  return { steps: [], others: [handOver(pod)] };
};

/** SC-8, SC-41: no node takes the pod. Perhaps others go for it; it stays until then, or until something else may help it. */
const refused = (memory: Memory, pod: PodRecord, found: Search, planning: Planning): Plan<Draft> => {
  const { machine } = memory;
  const { candidate, failure, pins } = found;
  const nowhere = { text: '', nominatedNode: '' } as const;
  const preemption = failure.nodes === 0 ? nowhere : preemptionFor(memory, candidate, failure, planning);
  if ('text' in preemption) {
    if (preemption.nominatedNode !== undefined) machine.nominator.forget(pod.uid);
    return { steps: giveUp(machine, pod, failure, preemption, pins, planning) };
  }
  const { node, pods } = preemption;
  const victims = pods.filter((one) => !isTerminating(one));
  machine.nominator.nominate(pod, node.meta.name);
  if (victims.length > 0) machine.preempting.set(pod.uid, { node: node.meta.name, victims });
  const told = { text: undefined, nominatedNode: node.meta.name, victims: preemption };
  return {
    steps: giveUp(machine, pod, failure, told, pins, planning),
    others: victims.length > 0 ? [handOver(pod)] : [],
  };
};

/** What is said of preemption, and which node the pod's status names from now on; undefined: as before. */
interface Told {
  readonly text: string | undefined;
  readonly nominatedNode: string | undefined;
  /** Who goes for the pod. */
  readonly victims?: Victims;
}

/** SC-8: the pod stays, with the reason in its status and in an event. */
const giveUp = (
  machine: Machine,
  pod: PodRecord,
  failure: Failure,
  told: Told | undefined,
  pins: readonly string[] | undefined,
  { now, body }: Planning,
): readonly Step[] => {
  machine.givenUp.put(pod.uid, { since: now, plugins: refusing(failure), pins });
  machine.errors.delete(pod.uid);
  const decision = body(refusedDecision(failure, told?.victims));
  return failed(pod, 'Unschedulable', failureText(failure, told?.text), told?.nominatedNode, decision);
};

/** Who refused a pod, and so what it waits for. Without any node every new one helps. */
const refusing = ({ nodes, before, refusals, cutAway }: Failure): ReadonlySet<Plugin> => {
  if (before !== undefined) return new Set(['VolumeBinding']);
  if (nodes === 0) return new Set(['NodeName']);
  const plugins = new Set(refusals.map(({ plugin }) => plugin));
  return cutAway > 0 ? plugins.add('NodeAffinity') : plugins;
};
