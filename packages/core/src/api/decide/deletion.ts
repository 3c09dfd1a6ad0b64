import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { Body } from '../../engine/index.ts';
import {
  isTerminal,
  textListAt,
  type AnyRecord,
  type ClusterEvent,
  type ClusterState,
  type Deletion,
  type KindName,
} from '../../cluster/index.ts';
import type { CommandNamed, Propagation } from '../command.ts';
import { inStorageOrder } from '../select.ts';
import type { Deciding, Decision } from './decision.ts';
import { byName, byUid, locked } from './lookup.ts';

const secondUs = 1_000_000;

/** Finalizers that a propagation policy puts on the owner; the garbage collector takes them off. */
const policyFinalizers = { Foreground: 'foregroundDeletion', Orphan: 'orphan' } as const;

/** Is everything but finalizers ready for the object to go? A pod with a period waits for its kubelet. */
export const released = (record: AnyRecord): boolean =>
  record.meta.deletion !== undefined && record.meta.deletion.graceSeconds === 0;

/** A namespace stays until what its spec.finalizers name has emptied it. Source: namespace strategy, shouldDeleteNamespaceDuringUpdate. */
export const holdsItself = (kind: KindName, body: Body): boolean =>
  kind === 'Namespace' && textListAt(body.json, 'spec', 'finalizers').length > 0;

/** Seconds that a delete gives the object to end. Source: pod strategy CheckGracefulDelete; other kinds have none. */
const graceOf = (record: AnyRecord, asked: number | undefined): number => {
  if (record.kind !== 'Pod') return 0;
  const period = asked ?? record.spec.terminationGracePeriodSeconds;
  if (record.node === '' || isTerminal(record)) return 0;
  return period < 0 ? 1 : period;
};

const finalizersAfter = (finalizers: readonly string[], propagation: Propagation | undefined): readonly string[] => {
  const others = finalizers.filter((one) => one !== policyFinalizers.Foreground && one !== policyFinalizers.Orphan);
  if (propagation === 'Foreground' || propagation === 'Orphan') return [...others, policyFinalizers[propagation]];
  return propagation === 'Background' ? others : finalizers;
};

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

export const decideDelete = (state: ClusterState, command: CommandNamed<'Delete'>, deciding: Deciding): Decision =>
  pipe(
    byName(state, command.kind, command.namespace, command.name, command),
    E.map((record) => deletion(record, command, deciding)),
  );

/** What a list finds is deleted, in the order of names, in one request. */
export const decideDeleteCollection = (
  state: ClusterState,
  { kind, namespace, propagation }: CommandNamed<'DeleteCollection'>,
  deciding: Deciding,
): Decision => {
  const records: readonly AnyRecord[] = state.tables[kind].toArray();
  return E.right(
    inStorageOrder(records.filter(({ meta }) => meta.namespace === namespace)).flatMap((record) =>
      deletion(record, propagation === undefined ? {} : { propagation }, deciding),
    ),
  );
};

/** What a request for a deletion says about how. */
type Manner = Pick<CommandNamed<'Delete'>, 'graceSeconds' | 'propagation'>;

const deletion = (record: AnyRecord, command: Manner, { now }: Deciding): readonly ClusterEvent[] => {
  const { kind, uid, meta } = record;
  const next = shortened(meta.deletion, graceOf(record, command.graceSeconds), command.graceSeconds, now);
  // API-223: another request may ask for another policy, but not of a pod whose period goes on.
  const pending = meta.deletion !== undefined && kind === 'Pod' && next === undefined;
  const finalizers = pending ? meta.finalizers : finalizersAfter(meta.finalizers, command.propagation);
  const events: ClusterEvent[] = [];
  if (!sameList(finalizers, meta.finalizers)) events.push({ type: 'FinalizersChanged', kind, uid, finalizers });
  const free = finalizers.length === 0 && !holdsItself(kind, record.body);
  const gone = (next ?? meta.deletion)?.graceSeconds === 0 && free;
  const removed: readonly ClusterEvent[] = gone ? [{ type: 'Removed', kind, uid }] : [];
  // API-220: a kind with periods is written once more before it goes, also with a period of 0; others go at once.
  if (gone && kind !== 'Pod') return removed;
  if (next === undefined) return [...events, ...removed];
  const generation = meta.deletion === undefined ? meta.generation + 1 : meta.generation;
  return [...events, { type: 'DeletionStarted', kind, uid, ...next, generation }, ...removed];
};

/**
 * The deletion after another request: the first sets it; later ones only shorten it, counting from the first.
 * undefined: nothing changes. Source: rest.BeforeDelete.
 */
const shortened = (
  before: Deletion | undefined,
  graceSeconds: number,
  asked: number | undefined,
  now: number,
): Deletion | undefined => {
  if (before === undefined) return { dueAt: now + graceSeconds * secondUs, graceSeconds };
  if (asked === undefined || graceSeconds >= before.graceSeconds) return undefined;
  const startedAt = before.dueAt - before.graceSeconds * secondUs;
  const dueAt = startedAt + graceSeconds * secondUs;
  if (dueAt >= now) return { dueAt, graceSeconds };
  return { dueAt: now, graceSeconds: graceSeconds === 0 ? 0 : 1 };
};

export const decideFinalizers = (state: ClusterState, command: CommandNamed<'SetFinalizers'>): Decision =>
  pipe(
    byUid(state, command.kind, command.uid),
    E.chain((record) => locked(record, command.version)),
    E.map((record) => {
      const { kind, uid, finalizers } = command;
      if (sameList(record.meta.finalizers, finalizers)) return [];
      if (finalizers.length === 0 && released(record) && !holdsItself(kind, record.body))
        return [{ type: 'Removed' as const, kind, uid }];
      return [{ type: 'FinalizersChanged' as const, kind, uid, finalizers }];
    }),
  );
