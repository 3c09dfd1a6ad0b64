import { anyController, scheduler, type AnyController } from '@orrery/controllers';
import type { NodeRecord } from '@orrery/core/cluster';
import { nothing, type Planning, type Step } from '@orrery/core/control';
import { retouch } from '../mutants/retouch.ts';

/** A planted bug of the scheduler, and the rule or promise that has to notice it. */
export interface SchedulerMutant {
  readonly name: string;
  readonly does: string;
  readonly breaks: string;
  readonly controller: AnyController;
}

/** The same binding, to another node. */
const elsewhere =
  (choose: (nodes: readonly NodeRecord[]) => NodeRecord | undefined) =>
  (step: Step, { view }: Planning): Step => {
    const { command } = step;
    const node = command.type === 'BindPod' ? choose(view.tables.Node.toArray()) : undefined;
    return command.type !== 'BindPod' || node === undefined
      ? step
      : { ...step, command: { ...command, node: node.meta.name } };
  };

const eachStep = (change: (step: Step, planning: Planning) => Step): AnyController =>
  anyController(retouch(scheduler, (steps, _key, planning) => steps.map((step) => change(step, planning))));

const blindToCordons: SchedulerMutant = {
  name: 'blind-to-cordons',
  does: 'Prefers nodes that take no new pods.',
  breaks: 'one-snapshot',
  controller: eachStep(
    elsewhere((nodes) => nodes.find(({ unschedulable, taints }) => unschedulable || taints.length > 0)),
  ),
};

const trespassing: SchedulerMutant = {
  ...blindToCordons,
  name: 'trespassing',
  breaks: 'willing-nodes',
};

const heaping: SchedulerMutant = {
  name: 'heaping',
  does: 'Puts every pod on the newest node.',
  breaks: 'even-spread',
  controller: eachStep(elsewhere((nodes) => nodes[nodes.length - 1])),
};

/** A victim that matters at least as much as the pod that it goes for, if there is one. */
const nobler = (step: Step, key: number, { view }: Planning): Step => {
  const { command } = step;
  const preemptor = view.tables.Pod.get(key);
  if (command.type !== 'Delete' || preemptor === undefined) return step;
  const other = view.tables.Pod.toArray().find(
    ({ node, spec }) => node !== '' && spec.priority >= preemptor.spec.priority,
  );
  return other === undefined ? step : { ...step, command: { ...command, name: other.meta.name } };
};

const ruthlessPreemption: SchedulerMutant = {
  name: 'ruthless-preemption',
  does: 'Has pods go that matter as much as the one that they go for.',
  breaks: 'lower-victims',
  controller: anyController(
    retouch(scheduler, (steps, key, planning) => steps.map((step) => nobler(step, key, planning))),
  ),
};

const queueJumping: SchedulerMutant = {
  name: 'queue-jumping',
  does: 'Forgets for whom room is being made.',
  breaks: 'kept-room',
  controller: anyController({
    ...scheduler,
    plan: (memory, key, planning) => {
      for (const { uid } of planning.view.tables.Pod.toArray()) memory.machine.nominator.forget(uid);
      return scheduler.plan(memory, key, planning);
    },
  }),
};

const silentPreemption: SchedulerMutant = {
  name: 'silent-preemption',
  does: 'Deletes victims without a word.',
  breaks: 'told-victims',
  controller: anyController(
    retouch(scheduler, (steps) =>
      steps.filter(
        ({ command }) => command.type !== 'PatchPodStatus' || command.condition?.type !== 'DisruptionTarget',
      ),
    ),
  ),
};

/** A pod that was given up, as the scheduler remembers it. */
type Unschedulable = NonNullable<ReturnType<ReturnType<typeof scheduler.emptyMemory>['machine']['givenUp']['get']>>;

const deafScheduler: SchedulerMutant = {
  name: 'deaf-scheduler',
  does: 'Wakes nobody when a pod leaves.',
  breaks: 'nobody is overlooked',
  controller: anyController({
    ...scheduler,
    observe: (memory, change, observing) => {
      if (change.kind !== 'Pod' || (change.before?.node ?? '') === '')
        return scheduler.observe(memory, change, observing);
      // Those that were given up are put aside while a pod that has a node changes, and so miss it.
      const { givenUp } = memory.machine;
      const held = new Map<number, Unschedulable>();
      for (let uid = givenUp.first; uid !== undefined; uid = givenUp.first) {
        const one = givenUp.get(uid);
        if (one !== undefined) held.set(uid, one);
        givenUp.delete(uid);
      }
      scheduler.observe(memory, change, observing);
      for (const [uid, one] of held) if (observing.view.tables.Pod.get(uid)?.node === '') givenUp.put(uid, one);
    },
  }),
};

const hoarding: SchedulerMutant = {
  name: 'hoarding',
  does: 'Lets a binding that failed be, with all that was kept for it.',
  breaks: 'nobody is forgotten',
  controller: anyController({
    ...scheduler,
    conclude: (memory, key, outcome, planning) =>
      key !== 0 && outcome.failure !== undefined
        ? nothing
        : (scheduler.conclude?.(memory, key, outcome, planning) ?? nothing),
  }),
};

export const schedulerMutants: readonly SchedulerMutant[] = [
  blindToCordons,
  trespassing,
  heaping,
  ruthlessPreemption,
  queueJumping,
  silentPreemption,
  deafScheduler,
  hoarding,
];
