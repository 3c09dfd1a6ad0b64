import { controllerOf, uuidOf, type KindName } from '@orrery/core/cluster';
import type { Decision } from '@orrery/core/control';
import type { Invariant } from './invariant.ts';

/** Controllers of pods whose keys are the uids of what they control, and its kind. */
const controllers: ReadonlyMap<string, KindName> = new Map([
  ['statefulset-controller', 'StatefulSet'],
  ['daemonset-controller', 'DaemonSet'],
]);

const foreign = ({ view, key, steps }: Decision, kind: KindName): string | undefined => {
  const own = uuidOf(kind, key);
  for (const { command } of steps) {
    if (!('kind' in command) || command.kind !== 'Pod') continue;
    if (command.type !== 'Delete' && command.type !== 'Update') continue;
    const pod =
      command.type === 'Update'
        ? view.tables.Pod.get(command.uid)
        : view.tables.Pod.find(command.namespace, command.name);
    const owner = pod === undefined ? undefined : controllerOf(pod.meta);
    if (pod !== undefined && owner !== undefined && owner.uid !== own)
      return `${command.type} of ${pod.meta.name}, which belongs to ${owner.kind} ${owner.name} of another uid`;
  }
  return undefined;
};

export const ownPods: Invariant = {
  name: 'own-pods',
  layer: 'view',
  states:
    'A workload controller writes no pod that it sees under the control of another object, also of the same name.',
  provided: undefined,
  checker: () => {
    let reached = 0;
    return {
      reached: () => reached,
      hear: (decision) => {
        const kind = controllers.get(decision.actorName);
        if (kind === undefined) return undefined;
        if (decision.steps.some(({ command }) => command.type === 'Delete')) reached++;
        return foreign(decision, kind);
      },
    };
  },
};
