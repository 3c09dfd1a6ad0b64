import type { PodRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { classify } from './classify.ts';
import type { Eviction, Memory } from './memory.ts';
import { reported } from './reported.ts';

/** NL-50…NL-53: what the taints of its node mean to one pod now. */
export const plan = (memory: Memory, uid: number, { view, now }: Planning): Plan => {
  const { evictions } = memory.machine;
  const planned = evictions.get(uid);
  if (planned !== undefined && !planned.done && planned.dueAt <= now) return { steps: evict(planned) };
  const pod = view.tables.Pod.get(uid);
  const taints = pod === undefined ? undefined : memory.taints.get(pod.node);
  const found = pod === undefined || taints === undefined ? undefined : classify(pod, taints);
  if (pod === undefined || found === undefined || found.verdict === 'stays') return { steps: callOff(memory, uid) };
  if (found.verdict === 'goes') {
    const steps = planned?.done === true ? [] : callOff(memory, uid);
    return planned?.done === true ? nothing : { steps: [...steps, ...evict(plannedFor(memory, pod, now, now))] };
  }
  // A timer that runs goes on running.
  if (planned !== undefined && (planned.done || planned.plannedAt < now))
    return planned.done ? nothing : { steps: [], requeueAfterUs: planned.dueAt - now };
  plannedFor(memory, pod, now, now + found.us);
  return found.us === 0 ? { steps: evict(plannedFor(memory, pod, now, now)) } : { steps: [], requeueAfterUs: found.us };
};

const plannedFor = ({ machine }: Memory, { uid, meta }: PodRecord, plannedAt: number, dueAt: number): Eviction => {
  const eviction = { namespace: meta.namespace, name: meta.name, plannedAt, dueAt, done: false };
  machine.evictions.set(uid, eviction);
  return eviction;
};

/** Forgets an eviction; one that was still to come is called off. */
const callOff = ({ machine }: Memory, uid: number): readonly Step[] => {
  const planned = machine.evictions.get(uid);
  machine.evictions.delete(uid);
  return planned === undefined || planned.done ? [] : [reported(planned.namespace, planned.name, 'cancelling')];
};

/** NL-51: said first; then the pod is read live. */
const evict = ({ namespace, name }: Eviction): readonly Step[] => [
  reported(namespace, name, 'marking'),
  { command: { type: 'Read', kind: 'Pod', namespace, name }, onRejection: 'continue' },
];
