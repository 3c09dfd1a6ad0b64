import type { Duration, Instant, Json } from '@orrery/core/engine';
import {
  isTerminating,
  keyOf,
  serviceSpecOf,
  type Change,
  type NodeRecord,
  type ObjectChange,
  type PersistentVolumeRecord,
  type PodRecord,
  type Records,
  type StorageClassRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { affinityOf } from './classify.ts';
import { concernedBy, nodeHelps, podHelps, sameLabels } from './hints.ts';
import { emptyMachine, forget, forgetAssumed, type Machine } from './machine.ts';
import { imagesOf } from './image-locality.ts';
import { NodeInfo, takesRoom, together, type Room } from './node-info.ts';
import { PlacedPods } from './placed-pods.ts';
import { turn } from './turn.ts';
import { isWaiting } from './waiting.ts';
import { wakeAll, wakeForRoom, wakeForLimits, wakeForVolumes, wakeOne } from './waking.ts';
import { VolumeIndex } from './volume-index.ts';

/** What the scheduler remembers. Everything but `machine` follows from its caches. */
export interface Memory {
  /** Nodes in the order of their creation. */
  readonly nodes: Uid[];
  readonly infos: Map<string, NodeInfo>;
  /** Pods that have a node, as far as others mind. */
  readonly placed: PlacedPods;
  readonly volumes: VolumeIndex;
  /** Unscheduled pods by the claims they use. */
  readonly byClaim: UidIndex;
  /** Pods that have a node by the claims they use. */
  readonly usedClaims: UidIndex;
  /** Services by namespace and the labels that they ask for, `default\napp=web`. */
  readonly services: UidIndex;
  /** How many nodes have each image, by their statuses. */
  readonly images: Map<string, number>;
  readonly machine: Machine;
}

export const emptyMemory = (): Memory => ({
  nodes: [],
  infos: new Map(),
  placed: new PlacedPods(),
  volumes: new VolumeIndex(),
  byClaim: new UidIndex(),
  usedClaims: new UidIndex(),
  services: new UidIndex(),
  images: new Map(),
  machine: emptyMachine(),
});

const emptyRoom = new NodeInfo();

/** What is taken on a node, by what the caches show and by what is assumed. */
export const roomOn = ({ infos, machine }: Memory, node: string): Room => {
  const shown = infos.get(node);
  const assumed = machine.assumedOn.size === 0 ? undefined : machine.assumedOn.get(node);
  if (shown === undefined) return assumed ?? emptyRoom;
  return assumed === undefined ? shown : together(shown, assumed);
};

/** The pods that take room on a node, by what the caches show and by what is assumed. */
export const podsOn = ({ infos, machine }: Memory, node: string): readonly PodRecord[] => [
  ...(infos.get(node)?.pods ?? []),
  ...(machine.assumedOn.get(node)?.pods ?? []),
];

/** Folds one change into the memory, queues new pods and wakes those that it may help. Source: eventhandlers.go. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change, observing);
    case 'Node':
      return observeNode(memory, change, observing);
    case 'PersistentVolume':
      observeVolume(memory, change.before, change.after);
      return change.after === undefined ? undefined : wakeForVolumes(memory, observing);
    case 'PersistentVolumeClaim':
      return observeClaim(memory, change, observing);
    case 'CSINode':
      return wakeForLimits(memory, observing);
    case 'Service':
      return observeService(memory, change);
    case 'StorageClass':
      return classHelps(change.before, change.after) ? wakeForVolumes(memory, observing) : undefined;
    default:
      return;
  }
};

// --- pods -----------------------------------------------------------------------------------------------------------

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>, observing: Observing): void => {
  const { uid } = after ?? before ?? { uid: 0 };
  indexClaims(memory, before, after);
  const held = before !== undefined && takesRoom(before);
  const holds = after !== undefined && takesRoom(after);
  if (held && (!holds || after.node !== before.node)) removeFromNode(memory, before);
  if (holds) putOnNode(memory, after);
  indexUsers(memory, held ? before : undefined, holds ? after : undefined);
  placeAmongOthers(memory, held ? before : undefined, holds ? after : undefined, observing);
  if (holds) memory.machine.tallies.put(after, observing.view.tables.Node.find('', after.node));
  else if (held) memory.machine.tallies.remove(uid);
  if (held && !holds) wakeForRoom(memory, before, before.node, observing);
  if (!isWaiting(after)) return stopWaiting(memory, after, uid);
  if (!isWaiting(before)) enqueue(memory, after, observing);
  else if (before.body !== after.body) wakeOne(memory, after, observing);
  if (before?.status.shape.nominatedNode !== after.status.shape.nominatedNode)
    memory.machine.nominator.nominate(after, after.status.shape.nominatedNode ?? '');
};

/** Where a pod is, and what it is called, may matter to others. */
const placeAmongOthers = (
  memory: Memory,
  was: PodRecord | undefined,
  is: PodRecord | undefined,
  observing: Observing,
): void => {
  if (was !== undefined && is !== undefined && was.meta.labels === is.meta.labels && was.body === is.body) return;
  if (was !== undefined) memory.placed.remove(was);
  if (is !== undefined) memory.placed.put(is);
  const changed = is ?? was;
  if (changed === undefined) return;
  for (const plugin of ['PodTopologySpread', 'InterPodAffinity'] as const) {
    const waiting = memory.machine.givenUp.everywhere(plugin);
    wakeAll(memory, waiting, (pod) => podHelps(plugin, pod, changed, observing.view), observing);
  }
};

const putOnNode = ({ infos, machine }: Memory, pod: PodRecord): void => {
  const info = infos.get(pod.node) ?? new NodeInfo();
  infos.set(pod.node, info);
  info.put(pod);
  forgetAssumed(machine, pod.uid);
};

const removeFromNode = ({ infos }: Memory, { node, uid }: PodRecord): void => {
  const info = infos.get(node);
  info?.remove(uid);
  if (info?.podCount === 0) infos.delete(node);
};

/** One that is deleted while it waits for its turn keeps its place: the attempt says that it is skipped. */
const stopWaiting = ({ machine }: Memory, pod: PodRecord | undefined, uid: Uid): void => {
  const skipped = pod?.node === '' && isTerminating(pod) && machine.active.has(uid);
  if (!skipped) forget(machine, uid);
};

const indexClaims = (memory: Memory, before: PodRecord | undefined, after: PodRecord | undefined): void => {
  if (isWaiting(before))
    for (const claim of before.claims) memory.byClaim.delete(keyOf(before.meta.namespace, claim), before.uid);
  if (isWaiting(after))
    for (const claim of after.claims) memory.byClaim.add(keyOf(after.meta.namespace, claim), after.uid);
};

const indexUsers = ({ usedClaims }: Memory, was: PodRecord | undefined, is: PodRecord | undefined): void => {
  if (was !== undefined && is !== undefined && was.claims === is.claims) return;
  for (const name of was?.claims ?? []) usedClaims.delete(keyOf(was?.meta.namespace ?? '', name), was?.uid ?? 0);
  for (const name of is?.claims ?? []) usedClaims.add(keyOf(is?.meta.namespace ?? '', name), is?.uid ?? 0);
};

const enqueue = ({ machine }: Memory, pod: PodRecord, { now, queue }: Observing): void => {
  machine.active.add(pod, now);
  queue.add(turn);
};

/** SC-10: pods that have been given up for five minutes are tried again, whatever happened. */
export const flush = ({ machine }: Memory, now: Instant, view: View): void => {
  for (let uid = machine.givenUp.first; uid !== undefined; uid = machine.givenUp.first) {
    const { since } = machine.givenUp.get(uid) ?? { since: now };
    if (now - since <= flushAfterUs) return;
    machine.givenUp.delete(uid);
    const pod = view.tables.Pod.get(uid);
    if (isWaiting(pod)) machine.active.add(pod, since);
  }
};

const flushAfterUs: Duration = 300_000_000;

// --- nodes, volumes, claims -----------------------------------------------------------------------------------------

const handlesOf = ({ meta, body }: Records['Service']): readonly string[] =>
  Object.entries(serviceSpecOf(body).selector ?? {}).map(([key, value]) => `${meta.namespace}\n${key}=${value}`);

const observeService = ({ services }: Memory, { before, after }: ObjectChange<'Service'>): void => {
  if (before?.body === after?.body) return;
  if (before !== undefined) for (const handle of handlesOf(before)) services.delete(handle, before.uid);
  if (after !== undefined) for (const handle of handlesOf(after)) services.add(handle, after.uid);
};

const countImages = ({ images }: Memory, before: NodeRecord | undefined, after: NodeRecord | undefined): void => {
  if (before?.statusBody === after?.statusBody) return;
  const count = (node: NodeRecord | undefined, by: 1 | -1): void => {
    for (const image of node === undefined ? [] : imagesOf(node.statusBody).keys()) {
      const nodes = (images.get(image) ?? 0) + by;
      if (nodes === 0) images.delete(image);
      else images.set(image, nodes);
    }
  };
  count(before, -1);
  count(after, 1);
};

const observeNode = (memory: Memory, change: ObjectChange<'Node'>, observing: Observing): void => {
  const { before, after } = change;
  countImages(memory, before, after);
  if (before === undefined || after === undefined || !sameLabels(before, after)) memory.machine.tallies.clear();
  if (after === undefined) {
    const index = memory.nodes.indexOf(before?.uid ?? 0);
    if (index >= 0) memory.nodes.splice(index, 1);
    return;
  }
  if (before === undefined) memory.nodes.push(after.uid);
  if (memory.machine.givenUp.size === 0) return;
  for (const plugin of concernedBy(before, after)) {
    const helps = (pod: PodRecord): boolean => nodeHelps(plugin, pod, affinityOf(pod), before, after);
    wakeAll(memory, memory.machine.givenUp.at(after.meta.name, plugin), helps, observing);
  }
};

const mayServe = (volume: PersistentVolumeRecord): boolean => volume.status.phase !== 'Bound';

const observeVolume = (
  { volumes, machine }: Memory,
  before: PersistentVolumeRecord | undefined,
  after: PersistentVolumeRecord | undefined,
): void => {
  if (before !== undefined && mayServe(before)) volumes.remove(before);
  if (after === undefined || after.claim !== undefined) machine.promised.delete((after ?? before)?.uid ?? 0);
  if (after !== undefined && mayServe(after)) volumes.put(after);
};

const observeClaim = (memory: Memory, change: ObjectChange<'PersistentVolumeClaim'>, observing: Observing): void => {
  const { before, after } = change;
  const claim = after ?? before;
  if (claim === undefined) return;
  for (const uid of memory.byClaim.of(keyOf(claim.meta.namespace, claim.meta.name))) {
    if (memory.machine.reserved.has(uid)) observing.queue.add(uid);
    else if (after !== undefined && waitsForClaims(memory.machine, uid)) wakeAll(memory, [uid], () => true, observing);
  }
};

const waitsForClaims = ({ givenUp }: Machine, uid: Uid): boolean => {
  const plugins = givenUp.get(uid)?.plugins;
  return (['VolumeBinding', 'VolumeZone', 'VolumeRestrictions', 'NodeVolumeLimits'] as const).some((one) =>
    plugins?.has(one),
  );
};

const classHelps = (before: StorageClassRecord | undefined, after: StorageClassRecord | undefined): boolean =>
  after !== undefined && before?.body !== after.body;

/** What follows from the caches, as JSON, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  nodes: [...memory.nodes],
  infos: Object.fromEntries([...memory.infos].map(([name, info]) => [name, info.toJson()])),
  placed: memory.placed.toJson(),
  volumes: memory.volumes.toJson(),
  byClaim: memory.byClaim.toJson(),
  usedClaims: memory.usedClaims.toJson(),
  services: memory.services.toJson(),
  images: Object.fromEntries([...memory.images].sort(([a], [b]) => (a < b ? -1 : 1))),
});
