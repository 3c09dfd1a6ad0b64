import { anyController, kubelet } from '@orrery/controllers';
import type { Planning } from '@orrery/core/control';
import type { Mutant } from './mutant.ts';

/** Is the kubelet done with this pod, as it wrongly believes? */
const isDone = (uid: number, { view }: Planning): boolean => view.tables.Pod.get(uid)?.meta.deletion !== undefined;

export const hastyConfirmation: Mutant = {
  name: 'hasty-confirmation',
  loop: 'kubelet',
  does: 'Confirms the deletion of a pod at once and lets its containers run on.',
  breaks: ['stable-identity', 'confirmed-ends'],
  controller: anyController({
    ...kubelet,
    plan: (memory, key, planning) => {
      const pod = planning.view.tables.Pod.get(key);
      if (pod === undefined) return { steps: [] };
      if (!isDone(key, planning)) return kubelet.plan(memory, key, planning);
      const { namespace, name } = pod.meta;
      const command = { type: 'Delete' as const, kind: 'Pod' as const, namespace, name, uid: key, graceSeconds: 0 };
      return { steps: [{ command, onRejection: 'continue' }] };
    },
    conclude: (memory, key, outcome, planning) =>
      planning.view.tables.Pod.get(key) === undefined || isDone(key, planning)
        ? { steps: [] }
        : (kubelet.conclude?.(memory, key, outcome, planning) ?? { steps: [] }),
  }),
};
