import { isTerminating, textAt, type PodRecord } from '@orrery/core/cluster';
import { nothing, type Handover, type Plan, type Planning } from '@orrery/core/control';
import { bindingCycle, reserve } from './binding.ts';
import type { Plugin } from './classify.ts';
import { failureText, type Failure } from './failure.ts';
import { takeNext } from './machine.ts';
import { flush, type Memory } from './memory.ts';
import { failed, skipped } from './reported.ts';
import { choose, search } from './search.ts';
import type { Draft } from './sync.ts';
import { turn } from './turn.ts';
import { isWaiting } from './waiting.ts';
import { claimsOf, volumesOn } from './volumes.ts';

/** The next scheduling cycle, or the next step of a pod's binding cycle. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<Draft> => {
  if (key === turn) return schedulingCycle(memory, planning);
  const pod = planning.view.tables.Pod.get(key);
  const reservation = memory.machine.reserved.get(key);
  return reservation !== undefined && isWaiting(pod) ? bindingCycle(reservation, pod, planning) : nothing;
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
  const claims = claimsOf(pod, planning.view);
  const nodes = memory.nodes.length;
  if ('message' in claims)
    return refused(memory, pod, { nodes, before: claims.message, refusals: [], cutAway: 0 }, undefined, planning);
  const found = search(memory, pod, claims, planning);
  const { feasible, failure, pins } = found;
  if (feasible.length === 0) return refused(memory, pod, failure, pins, planning);
  const { node } = choose(memory, pod, found, planning);
  const volumes = volumesOn(memory, claims, node, planning.view);
  reserve(memory.machine, pod, node.meta.name, 'reasons' in volumes ? [] : volumes.assignments, planning);
  return { steps: [], others: [handOver(pod)] };
};

/** SC-8: the pod stays, with the reason in its status and in an event, until something may help it. */
const refused = (
  memory: Memory,
  pod: PodRecord,
  failure: Failure,
  pins: readonly string[] | undefined,
  planning: Planning,
): Plan<Draft> => {
  const meek = textAt(pod.body.json, 'spec', 'preemptionPolicy') === 'Never';
  memory.machine.givenUp.put(pod.uid, { since: planning.now, plugins: refusing(failure), pins });
  memory.machine.errors.delete(pod.uid);
  return { steps: failed(pod, 'Unschedulable', failureText({ ...failure, meek }), planning) };
};

/** Who refused a pod, and so what it waits for. Without any node every new one helps. */
const refusing = ({ nodes, before, refusals, cutAway }: Failure): ReadonlySet<Plugin> => {
  if (before !== undefined) return new Set(['VolumeBinding']);
  if (nodes === 0) return new Set(['NodeName']);
  const plugins = new Set(refusals.map(({ plugin }) => plugin));
  return cutAway > 0 ? plugins.add('NodeAffinity') : plugins;
};
