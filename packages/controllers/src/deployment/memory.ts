import type { Json } from '@orrery/core/engine';
import {
  controllerOf,
  controllerOfKind,
  isTerminal,
  selects,
  type Change,
  type DeploymentRecord,
  type ObjectChange,
  type ReplicaSetRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';

/** What the controller remembers; all of it follows from its caches. */
export interface Memory {
  /** ReplicaSets by the Deployment that their controller reference names, known or not. */
  readonly owned: UidIndex;
  /** ReplicaSets without a controller, by namespace. */
  readonly orphans: UidIndex;
  /** Deployments by namespace. */
  readonly deploymentsIn: UidIndex;
  /** Pods that have not ended, by the ReplicaSet that controls them: Recreate waits until the old ones are gone. */
  readonly pods: UidIndex;
}

export const emptyMemory = (): Memory => ({
  owned: new UidIndex(),
  orphans: new UidIndex(),
  deploymentsIn: new UidIndex(),
  pods: new UidIndex(),
});

/** Folds one change and queues the Deployments that it concerns. Source: deployment_controller.go event handlers. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Deployment':
      return observeDeployment(memory, change, observing);
    case 'ReplicaSet':
      return observeSet(memory, change, observing);
    case 'Pod':
      return observePod(memory, change, observing);
    default:
      return;
  }
};

const observeDeployment = (memory: Memory, change: ObjectChange<'Deployment'>, { queue }: Observing): void => {
  const { before, after } = change;
  if (before !== undefined && after === undefined) memory.deploymentsIn.delete(before.meta.namespace, before.uid);
  if (after !== undefined) memory.deploymentsIn.add(after.meta.namespace, after.uid);
  queue.add((after ?? before)?.uid ?? 0);
};

const observeSet = (memory: Memory, change: ObjectChange<'ReplicaSet'>, { queue, view }: Observing): void => {
  const { before, after } = change;
  const was = before === undefined ? undefined : controllerOfKind('Deployment', before.meta);
  const is = after === undefined ? undefined : controllerOfKind('Deployment', after.meta);
  if (before !== undefined) place(memory, before, was, 'delete');
  if (after !== undefined) place(memory, after, is, 'add');
  if (was !== undefined) queue.add(was);
  if (is !== undefined) queue.add(is);
  if (after === undefined || controllerOf(after.meta) !== undefined) return;
  for (const uid of memory.deploymentsIn.of(after.meta.namespace)) {
    const deployment = view.tables.Deployment.get(uid);
    if (deployment !== undefined && selects(deployment.spec.selector, after.meta.labels)) queue.add(uid);
  }
};

const place = (memory: Memory, set: ReplicaSetRecord, owner: Uid | undefined, how: 'add' | 'delete'): void => {
  if (owner !== undefined) memory.owned[how](String(owner), set.uid);
  else if (controllerOf(set.meta) === undefined) memory.orphans[how](set.meta.namespace, set.uid);
};

const observePod = (memory: Memory, change: ObjectChange<'Pod'>, { queue, view }: Observing): void => {
  const { before, after } = change;
  const was = before === undefined || isTerminal(before) ? undefined : controllerOfKind('ReplicaSet', before.meta);
  const is = after === undefined || isTerminal(after) ? undefined : controllerOfKind('ReplicaSet', after.meta);
  if (was === is) return;
  if (is !== undefined && after !== undefined) memory.pods.add(String(is), after.uid);
  if (was === undefined || before === undefined) return;
  memory.pods.delete(String(was), before.uid);
  const set = view.tables.ReplicaSet.get(was);
  const owner = set === undefined ? undefined : controllerOfKind('Deployment', set.meta);
  if (owner !== undefined && view.tables.Deployment.get(owner)?.spec.strategy === 'Recreate') queue.add(owner);
};

/** ReplicaSets that a Deployment controls. */
export const setsOf = ({ owned }: Memory, deployment: Uid, view: View): readonly ReplicaSetRecord[] =>
  owned.of(String(deployment)).flatMap((uid) => view.tables.ReplicaSet.get(uid) ?? []);

/** ReplicaSets of nobody that a Deployment selects. */
export const orphansFor = (
  { orphans }: Memory,
  { meta, spec }: DeploymentRecord,
  view: View,
): readonly ReplicaSetRecord[] =>
  orphans
    .of(meta.namespace)
    .flatMap((uid) => view.tables.ReplicaSet.get(uid) ?? [])
    .filter((set) => set.meta.deletion === undefined && selects(spec.selector, set.meta.labels));

/** Does a ReplicaSet have pods that have not ended? */
export const hasPods = ({ pods }: Memory, set: Uid): boolean => pods.has(String(set));

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = ({ owned, orphans, deploymentsIn, pods }: Memory): Json => ({
  owned: owned.toJson(),
  orphans: orphans.toJson(),
  deploymentsIn: deploymentsIn.toJson(),
  pods: pods.toJson(),
});
