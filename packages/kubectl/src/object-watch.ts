import type { Instant } from '@orrery/core/engine';
import { toObject, uuidOf, type AnyRecord } from '@orrery/core/cluster';
import type { JsonObject } from '@orrery/core/engine';
import { next, watch, type Part } from './call.ts';
import type { Invocation } from './invocation.ts';
import type { Selected } from './select.ts';
import { textAt } from '@orrery/core/cluster';

/** Does the record belong to the object called so? */
const isCalled = (record: AnyRecord | undefined, { namespace, name }: Pick<Selected, 'namespace' | 'name'>): boolean =>
  record !== undefined && record.meta.name === name && record.meta.namespace === namespace;

/** Starts to follow the kind of an object; what happens from now on is kept for `nextOf`. */
export function* follow({ kind }: Pick<Selected, 'kind'>): Part<void> {
  yield* watch(kind);
}

/** What became of one object: its new state, gone, or nothing by the deadline. */
export type Turn =
  | { readonly type: 'changed'; readonly object: JsonObject }
  | { readonly type: 'deleted'; readonly uid: string }
  | { readonly type: 'late' };

/** The next change of the object that is followed. */
export function* nextOf(
  of: Pick<Selected, 'kind' | 'namespace' | 'name'>,
  deadline: Instant,
  { context }: Pick<Invocation, 'context'>,
): Part<Turn> {
  for (;;) {
    const change = yield* next(deadline);
    if (change === undefined) return { type: 'late' };
    const { before, after } = change;
    if (!isCalled(after ?? before, of)) continue;
    if (after !== undefined) return { type: 'changed', object: toObject(after, context.epoch) };
    return { type: 'deleted', uid: before === undefined ? '' : uuidOf(of.kind, before.uid) };
  }
}

/** Waits until the object of this uid is gone; false when the deadline comes first. The object is followed already. */
export function* untilGone(of: Selected, deadline: Instant, invocation: Pick<Invocation, 'context'>): Part<boolean> {
  const uid = textAt(of.object, 'metadata', 'uid') ?? '';
  for (;;) {
    const turn = yield* nextOf(of, deadline, invocation);
    if (turn.type === 'late') return false;
    if (turn.type === 'deleted' && turn.uid === uid) return true;
    if (turn.type === 'changed' && textAt(turn.object, 'metadata', 'uid') !== uid) return true;
  }
}
