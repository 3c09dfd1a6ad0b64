import { draftOf, type AnyRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { anyController, daemonSetController } from '@orrery/controllers';
import type { Mutant } from './mutant.ts';
import { isPodDeletion, retouch } from './retouch.ts';

/** Another pod as this one is, on the node that it is bound to. */
const another = (pod: AnyRecord, { body }: Planning): Step => ({
  command: {
    type: 'Create',
    kind: 'Pod',
    namespace: pod.meta.namespace,
    name: '',
    generateName: 'eager-',
    body: body(draftOf(pod)),
  },
  onRejection: 'continue',
});

export const eagerDaemons: Mutant = {
  name: 'eager-daemons',
  loop: 'daemonset',
  does: 'Makes the successor of a pod before it deletes it.',
  breaks: ['one-running-daemon'],
  controller: anyController(
    retouch(daemonSetController, (steps, _key, planning) =>
      steps.flatMap((step) => {
        const { command } = step;
        if (!isPodDeletion(step) || command.type !== 'Delete') return [step];
        const pod = planning.view.tables.Pod.find(command.namespace, command.name);
        return pod === undefined || pod.node === '' ? [step] : [another(pod, planning), step];
      }),
    ),
  ),
};
