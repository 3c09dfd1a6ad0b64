import { nothing, type Plan, type Planning } from '@orrery/core/control';
import { unseenControllers } from './expected.ts';
import { laneOf, queues, uidOf } from './keys.ts';
import { budgetsOf, type Memory } from './memory.ts';
import { reported } from './reported.ts';
import { planStale } from './stale.ts';

/** What is first asked for: of a budget the controllers that the caches do not show, of a pod that is marked the pod itself. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  switch (queues[laneOf(key)]) {
    case 'budget':
      return planBudget(memory, uidOf(key), planning);
    case 'stale':
      return planStale(key, planning);
    default:
      return planSeveral(memory, uidOf(key), planning);
  }
};

const planBudget = (memory: Memory, uid: number, { view }: Planning): Plan => {
  memory.machine.found.delete(uid);
  const budget = view.tables.PodDisruptionBudget.get(uid);
  const members = memory.members.get(uid);
  if (budget === undefined || members === undefined) return nothing;
  const { namespace } = budget.meta;
  return {
    steps: unseenControllers(budget, members, view).map(({ kind, name }) => ({
      command: { type: 'Read', kind, namespace, name },
      onRejection: 'continue',
    })),
  };
};

/** DC-8: a pod of several budgets is reported, with the one that is told of its changes. */
const planSeveral = (memory: Memory, uid: number, { view }: Planning): Plan => {
  const pod = view.tables.Pod.get(uid);
  if (pod === undefined) return nothing;
  const [first, second] = budgetsOf(memory, pod, view);
  if (first === undefined || second === undefined) return nothing;
  return { steps: [reported(pod, 'several', [pod.meta.namespace, pod.meta.name, first.meta.name])] };
};
