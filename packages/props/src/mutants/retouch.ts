import type { Controller, Plan, Planning, Step } from '@orrery/core/control';

/** A controller whose plans are put through a change before their steps are taken. */
export const retouch = <Memory, Draft>(
  controller: Controller<Memory, Draft>,
  change: (steps: readonly Step[], key: number, planning: Planning) => readonly Step[],
): Controller<Memory, Draft> => ({
  ...controller,
  plan: (memory, key, planning): Plan<Draft> => {
    const plan = controller.plan(memory, key, planning);
    return { ...plan, steps: change(plan.steps, key, planning) };
  },
});

/** Deletes a pod as a controller would. */
export const deletion = (namespace: string, name: string): Step => ({
  command: { type: 'Delete', kind: 'Pod', namespace, name },
  onRejection: 'continue',
});

export const isPodCreation = ({ command }: Step): boolean => command.type === 'Create' && command.kind === 'Pod';

export const isPodDeletion = ({ command }: Step): boolean => command.type === 'Delete' && command.kind === 'Pod';
