import type { Instant, Json } from '@orrery/core/engine';
import { keyOf, type Change, type NodeRecord, type ObjectChange, type Uid, type View } from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { needsVolumes } from './classify.ts';

/** An attempt to have a volume attached that has failed. */
export interface Failing {
  readonly failures: number;
  readonly retryAt: Instant;
}

/** What the controller remembers: what follows from its caches, and beside it what it is about, which does not. */
export interface Memory {
  /** Pods that need their volumes where they are, by the key of each claim. */
  readonly pods: UidIndex;
  /** Attachments by volume. */
  readonly attachments: UidIndex;
  /** Attachments by node. */
  readonly onNode: UidIndex;
  /** Since when nobody needs an attachment any longer. */
  readonly unneeded: Map<Uid, Instant>;
  /** Attachments of which the pods have heard. */
  readonly known: Set<Uid>;
  readonly failing: Map<Uid, Failing>;
  /** Nodes whose pods were told that another node has the volume, by volume. */
  readonly refused: Map<Uid, Set<string>>;
}

export const emptyMemory = (): Memory => ({
  pods: new UidIndex(),
  attachments: new UidIndex(),
  onNode: new UidIndex(),
  unneeded: new Map(),
  known: new Set(),
  failing: new Map(),
  refused: new Map(),
});

/** Its loop looks around this often. Source: DefaultTimerConfig.ReconcilerLoopPeriod. */
const loopUs = 100_000;

/** Has a volume, known by uid, looked at when the loop comes round next. */
const queueVolume = (name: string, { queue, view, now }: Observing): void => {
  const volume = view.tables.PersistentVolume.find('', name);
  if (volume?.csi !== undefined) queue.addAfter(volume.uid, (loopUs - (now % loopUs)) % loopUs);
};

/** Folds one change and queues the volumes that it concerns. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change, observing);
    case 'PersistentVolumeClaim': {
      const { before, after } = change;
      if (before?.status.phase !== after?.status.phase) queueVolume((after ?? before)?.volumeName ?? '', observing);
      return;
    }
    case 'PersistentVolume':
      if (change.before?.claim !== change.after?.claim) queueVolume(change.after?.meta.name ?? '', observing);
      return;
    case 'VolumeAttachment':
      return observeAttachment(memory, change, observing);
    case 'Node':
      return observeNode(memory, change, observing);
    default:
      return;
  }
};

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>, observing: Observing): void => {
  const pod = after ?? before;
  if (pod?.claims.length === 0) return;
  const [needed, needs] = [needsVolumes(before), needsVolumes(after)];
  if (needed === needs) return;
  for (const claim of pod?.claims ?? []) {
    const key = keyOf(pod?.meta.namespace ?? '', claim);
    if (needs) memory.pods.add(key, pod?.uid ?? 0);
    else memory.pods.delete(key, pod?.uid ?? 0);
    queueVolume(volumeOf(pod?.meta.namespace ?? '', claim, observing.view), observing);
  }
};

const volumeOf = (namespace: string, claim: string, { tables }: View): string =>
  tables.PersistentVolumeClaim.find(namespace, claim)?.volumeName ?? '';

const observeAttachment = (
  memory: Memory,
  { before, after }: ObjectChange<'VolumeAttachment'>,
  observing: Observing,
): void => {
  if (before !== undefined) {
    memory.attachments.delete(before.volume, before.uid);
    memory.onNode.delete(before.node, before.uid);
  }
  if (after !== undefined) {
    memory.attachments.add(after.volume, after.uid);
    memory.onNode.add(after.node, after.uid);
    // What was attached before this process began is nothing to tell anybody.
    if (!observing.live && after.status.attached) memory.known.add(after.uid);
  } else if (before !== undefined) {
    memory.known.delete(before.uid);
    memory.failing.delete(before.uid);
    memory.unneeded.delete(before.uid);
  }
  queueVolume((after ?? before)?.volume ?? '', observing);
};

/** What a node's change may free: volumes that its kubelet lets go of, or all of them when it is lost. */
const observeNode = (memory: Memory, { before, after }: ObjectChange<'Node'>, observing: Observing): void => {
  const relevant = (node: NodeRecord | undefined) => [node?.volumesInUse, node?.ready, node?.taints] as const;
  const [was, is] = [relevant(before), relevant(after)];
  if (before === undefined || was.every((one, i) => one === is[i])) return;
  for (const uid of memory.onNode.of(before.meta.name))
    queueVolume(observing.view.tables.VolumeAttachment.get(uid)?.volume ?? '', observing);
};

/** The memory as JSON, for the law that it equals a memory built anew. */
export const snapshot = ({ pods, attachments, onNode }: Memory): Json => ({
  pods: pods.toJson(),
  attachments: attachments.toJson(),
  onNode: onNode.toJson(),
});
