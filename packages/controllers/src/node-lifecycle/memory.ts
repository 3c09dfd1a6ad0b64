import { millisecond, never, type Duration, type Instant, type Json } from '@orrery/core/engine';
import { type Change, type HostChange, type NodeRecord, type ObjectChange, type Uid } from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { classify, counts, evictingKeys, hasReported, zoneOf } from './classify.ts';
import { graceUs, lastProbe, monitorRun, startupGraceUs } from './heartbeat.ts';
import { Tainter, type ZoneCount } from './zones.ts';

/** Keys: the monitor's loop, the loop that taints, and one for each node. */
export const monitorKey = 0;
export const taintingKey = 1;
export const nodeKey = (uid: Uid): number => uid + 1;
export const nodeOfKey = (key: number): Uid => key - 1;

/** The loop that taints looks this often. Source: NodeEvictionPeriod. */
export const taintingUs: Duration = 100 * millisecond;

/** What the controller remembers: what follows from its caches, and beside it what it is about, which does not. */
export interface Memory {
  /** Nodes whose NoSchedule taints do not fit their conditions. */
  readonly unfit: Set<Uid>;
  readonly podsOn: UidIndex;
  readonly zones: Map<string, ZoneCount>;
  /** Nodes that bear an evicting taint. */
  readonly evicting: Set<Uid>;
  readonly machine: Machine;
}

/** Silence of a node's kubelet as the monitor knows it. */
export interface Silence {
  /** What the grace counts from. */
  probe: Instant;
}

/** Lost when the process ends. */
export interface Machine {
  readonly silent: Map<string, Silence>;
  /** Names of those of which the conditions are still to be made Unknown. */
  readonly unmarked: Set<string>;
  /** Nodes that the monitor's next run has to look at. */
  readonly attention: Set<Uid>;
  readonly added: Map<Uid, string>;
  readonly removed: Map<Uid, string>;
  readonly tainters: Map<string, Tainter>;
  /** Names of nodes, and their uids. */
  readonly nodes: Map<string, Uid>;
  /** A run of the monitor is under way. */
  running: boolean;
}

export const emptyMemory = (): Memory => ({
  unfit: new Set(),
  podsOn: new UidIndex(),
  zones: new Map(),
  evicting: new Set(),
  machine: {
    silent: new Map(),
    unmarked: new Set(),
    attention: new Set(),
    added: new Map(),
    removed: new Map(),
    running: false,
    tainters: new Map(),
    nodes: new Map(),
  },
});

/** The nodes of a zone that wait for their taint; made when they are first asked for. */
export const tainterOf = ({ tainters }: Machine, zone: string): Tainter => {
  let tainter = tainters.get(zone);
  if (tainter === undefined) {
    tainter = new Tainter();
    tainters.set(zone, tainter);
  }
  return tainter;
};

/** Folds one change into the memory. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  switch (change.kind) {
    case 'Pod':
      return observePod(memory, change);
    case 'Node':
      return observeNode(memory, change, observing);
    case 'Host':
      return observeHost(memory, change, observing);
    default:
      return;
  }
};

const observePod = ({ podsOn }: Memory, { before, after }: ObjectChange<'Pod'>): void => {
  const was = before?.node ?? '';
  const is = after?.node ?? '';
  if (was === is) return;
  const uid = (after ?? before)?.uid ?? 0;
  if (was !== '') podsOn.delete(was, uid);
  if (is !== '') podsOn.add(is, uid);
};

/** How long it is to the monitor's first run after now. */
export const toNextRun = (now: Instant): Duration => monitorRun(now + 1) - now;

const attend = ({ machine }: Memory, uid: Uid, { queue, now }: Observing): void => {
  machine.attention.add(uid);
  queue.addAfter(monitorKey, toNextRun(now));
  queue.addAfter(taintingKey, toNextRun(now) + taintingUs);
};

const observeNode = (memory: Memory, { before, after }: ObjectChange<'Node'>, observing: Observing): void => {
  // Shapes of spec and status are shared between nodes, so that most changes are told apart by identity.
  const same =
    before?.status === after?.status &&
    before?.taints === after?.taints &&
    before?.unschedulable === after?.unschedulable &&
    before?.meta.labels === after?.meta.labels;
  if (same && before !== undefined) return;
  count(memory, before, after);
  judge(memory, before, after, observing);
  const { machine } = memory;
  if (after === undefined) {
    if (before !== undefined) leave(memory, before, observing);
    return;
  }
  machine.nodes.set(after.meta.name, after.uid);
  if (before === undefined) enter(memory, after, observing);
  else if (before.ready !== after.ready || evictingKeys(before).join() !== evictingKeys(after).join())
    attend(memory, after.uid, observing);
  hush(memory, before, after, observing);
};

/** NL-1: does the node bear the NoSchedule taints that it should? */
const judge = (
  memory: Memory,
  before: NodeRecord | undefined,
  after: NodeRecord | undefined,
  { queue }: Observing,
): void => {
  const uid = (after ?? before)?.uid ?? 0;
  if (after === undefined || evictingKeys(after).length === 0) memory.evicting.delete(uid);
  else memory.evicting.add(uid);
  const { missing, surplus } = after === undefined ? { missing: [], surplus: [] } : classify(after);
  if (missing.length + surplus.length === 0) {
    memory.unfit.delete(uid);
    return;
  }
  memory.unfit.add(uid);
  queue.add(nodeKey(uid));
};

const count = ({ zones }: Memory, before: NodeRecord | undefined, after: NodeRecord | undefined): void => {
  if (before !== undefined && after !== undefined && before.ready === after.ready && zoneOf(before) === zoneOf(after)) {
    if (counts(before) === counts(after)) return;
  }
  for (const [node, by] of [
    [before, -1],
    [after, 1],
  ] as const) {
    if (node === undefined || !counts(node)) continue;
    const zone = zoneOf(node);
    const { ready, notReady } = zones.get(zone) ?? { ready: 0, notReady: 0 };
    const next = node.ready === 'True' ? { ready: ready + by, notReady } : { ready, notReady: notReady + by };
    if (next.ready + next.notReady === 0) zones.delete(zone);
    else zones.set(zone, next);
  }
};

/** Nodes of instant 0 were registered before it. */
const enter = (memory: Memory, node: NodeRecord, observing: Observing): void => {
  const { uid, meta, ready } = node;
  if (!observing.live || meta.createdAt > 0) memory.machine.added.set(uid, meta.name);
  if (memory.machine.added.has(uid) || ready !== 'True' || memory.evicting.has(uid)) attend(memory, uid, observing);
};

const leave = ({ machine }: Memory, node: NodeRecord, { queue, now }: Observing): void => {
  const { uid, meta } = node;
  if (machine.nodes.get(meta.name) === uid) machine.nodes.delete(meta.name);
  machine.attention.delete(uid);
  machine.unmarked.delete(meta.name);
  if (!machine.added.delete(uid)) machine.removed.set(uid, meta.name);
  tainterOf(machine, zoneOf(node)).letGo(uid);
  queue.addAfter(monitorKey, toNextRun(now));
};

const isUnknown = ({ status }: NodeRecord): boolean =>
  ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'].every(
    (type) => status.conditions.find((one) => one.type === type)?.status === 'Unknown',
  );

/** A silent node that is new, or of which somebody else has written conditions, is given its time. */
const hush = (memory: Memory, before: NodeRecord | undefined, after: NodeRecord, observing: Observing): void => {
  const silence = memory.machine.silent.get(after.meta.name);
  if (silence === undefined) return;
  if (isUnknown(after)) {
    memory.machine.unmarked.delete(after.meta.name);
    return;
  }
  if (before?.status === after.status) return;
  silence.probe = observing.now;
  expect(memory, after, silence, observing);
};

/** NL-30: has the monitor look when the node's time is over. */
const expect = ({ machine }: Memory, node: NodeRecord, { probe }: Silence, { queue, now }: Observing): void => {
  machine.unmarked.add(node.meta.name);
  queue.addAfter(monitorKey, Math.max(0, deadlineOf(node, probe) - now));
};

/** The run of the monitor at which a silent node's time is over. */
export const deadlineOf = (node: NodeRecord, probe: Instant): Instant =>
  monitorRun(hasReported(node) ? probe + graceUs : Math.max(probe, node.meta.createdAt + startupGraceUs));

/** A machine falls silent, or is heard again once nothing is the matter with it any more. */
const observeHost = (memory: Memory, { node: name, beating }: HostChange, observing: Observing): void => {
  const { machine } = memory;
  if (beating) {
    machine.silent.delete(name);
    machine.unmarked.delete(name);
    return;
  }
  if (machine.silent.has(name)) return;
  const silence = { probe: observing.live ? lastProbe(name, observing.now) : observing.now };
  machine.silent.set(name, silence);
  const node = observing.view.tables.Node.get(machine.nodes.get(name) ?? 0);
  if (node !== undefined && !isUnknown(node)) expect(memory, node, silence, observing);
};

const sorted = (set: ReadonlySet<Uid>): readonly Uid[] => [...set].sort((a, b) => a - b);

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  unfit: sorted(memory.unfit),
  podsOn: memory.podsOn.toJson(),
  evicting: sorted(memory.evicting),
  zones: Object.fromEntries(
    [...memory.zones].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, of]) => [zone, { ...of }]),
  ),
});

/** The earliest deadline of a node that is still to be marked. */
export const nextDeadline = ({ machine }: Memory, view: Observing['view']): Instant => {
  let next = never;
  for (const name of machine.unmarked) {
    const silence = machine.silent.get(name);
    const node = view.tables.Node.get(machine.nodes.get(name) ?? 0);
    if (silence !== undefined && node !== undefined) next = Math.min(next, deadlineOf(node, silence.probe));
  }
  return next;
};
