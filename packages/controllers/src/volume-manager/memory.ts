import type { Json } from '@orrery/core/engine';
import {
  isTerminal,
  keyOf,
  type Change,
  type NodeRecord,
  type ObjectChange,
  type PhysicalChange,
  type PodRecord,
} from '@orrery/core/cluster';
import { nodeStatusAt, UidIndex, type Observing } from '@orrery/core/control';

/** What the kubelets remember of volumes. */
export interface Memory {
  /** Pods that are to have their volumes mounted, by node. */
  readonly pods: UidIndex;
  /** The same pods by the key of each claim. */
  readonly users: UidIndex;
  /** Pods of which disks are mounted, by node: what is there, whatever the API says. */
  readonly mounted: UidIndex;
}

export const emptyMemory = (): Memory => ({ pods: new UidIndex(), users: new UidIndex(), mounted: new UidIndex() });

/** Is the pod to have its volumes? Not when it is over, or going and none of its containers runs. Source: desiredStateOfWorldPopulator. */
const wants = (pod: PodRecord | undefined): boolean => {
  if (pod === undefined || pod.node === '' || pod.claims.length === 0 || isTerminal(pod)) return false;
  return pod.meta.deletion === undefined || pod.status.shape.containers.some(({ state }) => state === 'running');
};

/** Has a node's list looked at when its kubelet looks at the status next. */
const queueNode = (name: string, { queue, view, now }: Observing): void => {
  const node = view.tables.Node.find('', name);
  if (node !== undefined) queue.addAfter(node.uid, nodeStatusAt(node.uid, now) - now);
};

/** Folds one change and queues the node that it concerns. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change, observing);
    case 'Sandbox':
      return observeSandbox(memory, change, observing);
    case 'PersistentVolumeClaim': {
      const { before, after } = change;
      if (after === undefined || before?.status.phase === after.status.phase) return;
      for (const uid of memory.users.of(keyOf(after.meta.namespace, after.meta.name)))
        queueNode(observing.view.tables.Pod.get(uid)?.node ?? '', observing);
      return;
    }
    case 'Node':
      if (change.before === undefined && change.after !== undefined && usesAny(memory, change.after))
        queueNode(change.after.meta.name, observing);
      return;
    case 'Host':
      // Images come to a machine all the time.
      if ([change.power, change.network, change.kubelet].some((one) => one !== 'unchanged'))
        queueNode(change.node, observing);
      return;
    default:
      return;
  }
};

/** Does a node that has just come use volumes, or say that it does? The others are looked at when a pod comes that does. */
const usesAny = ({ pods, mounted }: Memory, { meta, volumesInUse }: NodeRecord): boolean =>
  volumesInUse.length > 0 || pods.has(meta.name) || mounted.has(meta.name);

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>, observing: Observing): void => {
  const [wanted, isWanting] = [wants(before), wants(after)];
  const pod = after ?? before;
  if (wanted === isWanting || pod === undefined) return;
  const { uid, node, meta, claims } = pod;
  if (isWanting) memory.pods.add(node, uid);
  else memory.pods.delete(node, uid);
  for (const claim of claims)
    if (isWanting) memory.users.add(keyOf(meta.namespace, claim), uid);
    else memory.users.delete(keyOf(meta.namespace, claim), uid);
  queueNode(node, observing);
};

const observeSandbox = (memory: Memory, { before, after }: PhysicalChange, observing: Observing): void => {
  if (before?.volumes === after?.volumes) return;
  if (before !== undefined && before.volumes.length > 0) memory.mounted.delete(before.node, before.pod);
  if (after !== undefined && after.volumes.length > 0) memory.mounted.add(after.node, after.pod);
  queueNode((after ?? before)?.node ?? '', observing);
};

/** What the caches determine, for the law that it equals a memory built anew. What is mounted no cache shows. */
export const snapshot = ({ pods, users }: Memory): Json => ({ pods: pods.toJson(), users: users.toJson() });
