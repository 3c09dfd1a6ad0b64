import type { Json } from '@orrery/core/engine';
import {
  selects,
  type AnyRecord,
  type Change,
  type ObjectChange,
  type PodDisruptionBudgetRecord,
  type PodRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import { UidIndex, type Observing } from '@orrery/core/control';
import { keyOf } from './keys.ts';
import { Members } from './members.ts';
import { staleAfterUs } from './stale.ts';

/** Which pods each budget selects; all of it follows from the caches. */
export interface Memory {
  readonly members: Map<Uid, Members>;
  readonly budgetsIn: UidIndex;
  readonly podsIn: UidIndex;
  /** Controllers that the caches did not show and that a live read has found, while a budget is in work. */
  readonly machine: { readonly found: Map<Uid, readonly AnyRecord[]> };
}

export const emptyMemory = (): Memory => ({
  members: new Map(),
  budgetsIn: new UidIndex(),
  podsIn: new UidIndex(),
  machine: { found: new Map() },
});

export const isSelecting = ({ spec }: PodDisruptionBudgetRecord, pod: PodRecord): boolean =>
  spec.selector !== undefined && selects(spec.selector, pod.meta.labels);

/** Budgets that select a pod, by name. */
export const budgetsOf = (
  memory: Pick<Memory, 'budgetsIn'>,
  pod: PodRecord,
  view: View,
): readonly PodDisruptionBudgetRecord[] =>
  memory.budgetsIn
    .of(pod.meta.namespace)
    .flatMap((uid) => view.tables.PodDisruptionBudget.get(uid) ?? [])
    .filter((budget) => isSelecting(budget, pod))
    .sort((a, b) => (a.meta.name < b.meta.name ? -1 : 1));

/** Folds one change and queues what it concerns. Source: disruption.go, event handlers. */
export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (change.kind === 'PodDisruptionBudget') observeBudget(memory, change, observing);
  else if (change.kind === 'Pod') observePod(memory, change, observing);
};

const observeBudget = (
  memory: Memory,
  { before, after }: ObjectChange<'PodDisruptionBudget'>,
  { queue, view }: Observing,
): void => {
  const known = after ?? before;
  if (known === undefined) return;
  const { uid, meta } = known;
  queue.add(keyOf('budget', uid));
  if (after === undefined) {
    memory.budgetsIn.delete(meta.namespace, uid);
    memory.members.delete(uid);
    memory.machine.found.delete(uid);
    return;
  }
  memory.budgetsIn.add(meta.namespace, uid);
  // A new selector can change every verdict: it is the user's doing, and rare.
  if (before?.body === after.body && memory.members.has(uid)) return;
  const members = new Members();
  memory.members.set(uid, members);
  for (const one of memory.podsIn.of(meta.namespace)) {
    const pod = view.tables.Pod.get(one);
    if (pod !== undefined && isSelecting(after, pod)) members.put(pod);
  }
};

/** A pod that changes is looked at with what it is now; the budget of labels that it had is not told, as upstream does not tell it. */
const observePod = (memory: Memory, { before, after }: ObjectChange<'Pod'>, observing: Observing): void => {
  const known = after ?? before;
  if (known === undefined) return;
  const { queue, view, now } = observing;
  const { uid, meta } = known;
  if (after === undefined) memory.podsIn.delete(meta.namespace, uid);
  else if (before === undefined) memory.podsIn.add(meta.namespace, uid);
  for (const one of memory.budgetsIn.of(meta.namespace)) {
    const budget = view.tables.PodDisruptionBudget.get(one);
    const members = memory.members.get(one);
    if (budget === undefined || members === undefined) continue;
    if (after !== undefined && isSelecting(budget, after)) members.put(after);
    else members.remove(uid);
  }
  const [first, second] = budgetsOf(memory, known, view);
  if (first !== undefined) queue.add(keyOf('budget', first.uid));
  if (second !== undefined && after !== undefined) queue.add(keyOf('several', uid));
  const staleUs = after === undefined ? undefined : staleAfterUs(after, now);
  if (staleUs !== undefined) queue.addAfter(keyOf('stale', uid), staleUs);
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = ({ members, budgetsIn, podsIn }: Memory): Json => ({
  members: Object.fromEntries([...members].sort(([a], [b]) => a - b).map(([uid, one]) => [String(uid), one.toJson()])),
  budgetsIn: budgetsIn.toJson(),
  podsIn: podsIn.toJson(),
});
