import { second, type Duration, type Instant, type Json } from '@orrery/core/engine';
import { isTerminal, type Change, type ObjectChange, type PodRecord, type Uid } from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { isOutOfService } from './classify.ts';

/** The loop's only key. */
export const loop = 0;

/** How often the loop runs. Source: gc_controller.go, gcCheckPeriod. */
const periodUs: Duration = 20 * second;

/** More pods than this that have ended are too many. Source: --terminated-pod-gc-threshold. */
export const endedAtMost = 12_500;

/** Pods that the loop would look at, kept up to date so that a loop with nothing to do never runs. */
export interface Memory {
  readonly podsOn: UidIndex;
  readonly nodes: Map<string, Uid>;
  /** Names of nodes that pods have and that do not exist. */
  readonly missing: Set<string>;
  readonly unscheduled: Set<Uid>;
  readonly ended: Set<Uid>;
  /** Nodes that are out of service. */
  readonly fenced: Set<string>;
  readonly machine: Machine;
}

export interface Machine {
  /** When a missing node has been missing for long enough. Lost when the process ends. */
  readonly quarantine: Map<string, Instant>;
}

export const emptyMemory = (): Memory => ({
  podsOn: new UidIndex(),
  nodes: new Map(),
  missing: new Set(),
  unscheduled: new Set(),
  ended: new Set(),
  fenced: new Set(),
  machine: { quarantine: new Map() },
});

/** Is there anything for the loop to look at? */
export const hasCandidates = (memory: Memory): boolean =>
  memory.missing.size > 0 || memory.unscheduled.size > 0 || memory.fenced.size > 0 || memory.ended.size > endedAtMost;

/** How long it is to the loop's next run. */
export const toNextRun = (now: Instant): Duration => periodUs - (now % periodUs);

/** Folds one change into the memory; with something to look at, the loop's next run is due. */
export const observe = (memory: Memory, change: Change, { queue, now }: Observing): void => {
  if (change.kind === 'Pod') observePod(memory, change);
  else if (change.kind === 'Node') observeNode(memory, change);
  else return;
  if (hasCandidates(memory)) queue.addAfter(loop, toNextRun(now));
};

const put = (set: Set<Uid>, uid: Uid, belongs: boolean): void => {
  if (belongs) set.add(uid);
  else set.delete(uid);
};

const isUnscheduled = (pod: PodRecord | undefined): boolean => pod?.node === '' && pod.meta.deletion !== undefined;

const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>): void => {
  const uid = (after ?? before)?.uid ?? 0;
  const was = before?.node ?? '';
  const is = after?.node ?? '';
  if (was !== is) {
    if (was !== '') leave(memory, was, uid);
    if (is !== '') enter(memory, is, uid);
  }
  put(memory.unscheduled, uid, isUnscheduled(after));
  put(memory.ended, uid, after !== undefined && isTerminal(after));
};

const enter = (memory: Memory, node: string, uid: Uid): void => {
  memory.podsOn.add(node, uid);
  if (!memory.nodes.has(node)) memory.missing.add(node);
};

const leave = (memory: Memory, node: string, uid: Uid): void => {
  memory.podsOn.delete(node, uid);
  if (!memory.podsOn.has(node)) memory.missing.delete(node);
};

const observeNode = (memory: Memory, { before, after }: ObjectChange<'Node'>): void => {
  const name = (after ?? before)?.meta.name ?? '';
  if (after === undefined) {
    memory.nodes.delete(name);
    memory.fenced.delete(name);
    if (memory.podsOn.has(name)) memory.missing.add(name);
    return;
  }
  memory.nodes.set(name, after.uid);
  memory.missing.delete(name);
  if (isOutOfService(after)) memory.fenced.add(name);
  else memory.fenced.delete(name);
};

const sorted = <Item extends string | number>(set: ReadonlySet<Item>): readonly Item[] =>
  [...set].sort((a, b) => (a < b ? -1 : 1));

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = (memory: Memory): Json => ({
  podsOn: memory.podsOn.toJson(),
  nodes: Object.fromEntries(memory.nodes),
  missing: sorted(memory.missing),
  unscheduled: sorted(memory.unscheduled),
  ended: sorted(memory.ended),
  fenced: sorted(memory.fenced),
});
