import { anyController, kubelet } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';

export const hastyConfirmation: Mutant = {
  name: 'hasty-confirmation',
  loop: 'kubelet',
  does: 'Confirms the deletion of a pod at once and lets its containers run on.',
  breaks: 'stable-identity',
  controller: anyController({
    ...kubelet,
    plan: (memory, key, planning) => {
      const pod = planning.view.tables.Pod.get(key);
      if (pod === undefined) return { steps: [] };
      if (pod.meta.deletion === undefined) return kubelet.plan(memory, key, planning);
      const { namespace, name } = pod.meta;
      const command = { type: 'Delete' as const, kind: 'Pod' as const, namespace, name, uid: key, graceSeconds: 0 };
      return { steps: [{ command, onRejection: 'continue' }] };
    },
  }),
};
