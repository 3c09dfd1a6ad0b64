import { isTerminating, type PodRecord, type Uid, type View } from '@orrery/core/cluster';
import type { Plan, Planning, Step } from '@orrery/core/control';
import type { Machine, Preempting } from './machine.ts';
import { preempted } from './reported.ts';
import type { Draft } from './draft.ts';

/** SC-41: tells a victim that it is one, deletes it as anybody would, and reports it. Source: PreemptPod. */
const preempt = (victim: PodRecord, preemptor: PodRecord, node: string): readonly Step[] => {
  const { uid, meta, kind } = victim;
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: `${preemptor.spec.schedulerName}: preempting to accommodate a higher priority pod`,
    observedGeneration: meta.generation,
  };
  const { namespace, name } = meta;
  return [
    { command: { type: 'PatchPodStatus', uid, condition }, onRejection: 'stop', note: uid, awaited: true },
    { command: { type: 'Delete', kind, namespace, name }, onRejection: 'stop', note: uid },
    { ...preempted(victim, preemptor, node), note: uid },
  ];
};

/** SC-42: pods of lower priority that were to come to a node may no longer fit there: they lose their nomination. */
const clearings = ({ nominator }: Machine, preemptor: PodRecord, node: string, { tables }: View): readonly Step[] =>
  nominator
    .on(node)
    .flatMap((uid) => tables.Pod.get(uid) ?? [])
    .filter(({ spec }) => spec.priority < preemptor.spec.priority)
    .map(({ uid }) => ({ command: { type: 'PatchPodStatus', uid, nominatedNode: '' }, onRejection: 'continue' }));

/** SC-41: the writes of a preemption. They have a key of their own: the scheduling cycle does not wait for them (SchedulerAsyncPreemption). */
export const preemptionCycle = (
  machine: Machine,
  { node, victims }: Preempting,
  preemptor: PodRecord,
  { view }: Planning,
): Plan<Draft> => ({
  steps: [
    ...clearings(machine, preemptor, node, view),
    ...victims.flatMap((victim) => preempt(victim, preemptor, node)),
  ],
  draft: { pod: preemptor.uid, node, preempts: true },
});

/** SC-41: is a pod still busy telling others to go? It is until the last of them is on its way out. Source: IsPodRunningPreemption. */
export const isPreempting = ({ preempting }: Machine, uid: Uid, { tables }: View): boolean => {
  const victims = preempting.get(uid)?.victims;
  const last = tables.Pod.get(victims?.[victims.length - 1]?.uid ?? 0);
  return last !== undefined && !isTerminating(last);
};
