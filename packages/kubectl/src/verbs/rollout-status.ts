import * as E from 'fp-ts/lib/Either.js';
import { textAt } from '@orrery/core/cluster';
import { print, type Command, type Part } from '../call.ts';
import { getObject } from '../client.ts';
import { each } from '../each.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { fail } from '../call.ts';
import { follow, nextOf } from '../object-watch.ts';
import { rolloutView } from '../rollout.ts';
import { checkTargets, selecting, type Selected } from '../select.ts';
import { after, timeoutOf, weekUs } from '../timeout.ts';

/** Only these kinds roll out. */
export const notRolling = ({ kind }: Selected, what: string): string | undefined =>
  kind === 'StatefulSet' || kind === 'DaemonSet' || kind === 'Deployment'
    ? undefined
    : `error: no ${what} has been implemented for "${kind}"`;

function* statusOf(one: Selected, timeoutUs: number, invocation: Invocation): Part<string | undefined> {
  const refused = notRolling(one, 'status viewer');
  if (refused !== undefined) return refused;
  const { kind, namespace, name } = one;
  yield* follow(one);
  const first = yield* getObject(kind, namespace, name);
  if (E.isLeft(first)) return first.left;
  const uid = textAt(first.right, 'metadata', 'uid');
  const deadline = after(invocation.context, timeoutUs);
  for (let object = first.right; ;) {
    const view = rolloutView(kind, object);
    if (view.error === true) return view.text;
    yield* print(view.text);
    if (view.done || !invocation.flags.on('watch', true)) return undefined;
    const turn = yield* nextOf(one, deadline, invocation);
    if (turn.type === 'late') return 'error: timed out waiting for the condition';
    if (turn.type === 'deleted' || textAt(turn.object, 'metadata', 'uid') !== uid)
      return 'error: object has been deleted';
    object = turn.object;
  }
}

function* run(invocation: Invocation): Command {
  const timeout = timeoutOf(invocation.flags, weekUs);
  if (E.isLeft(timeout)) return yield* fail(timeout.left);
  return yield* each(invocation, (one) => statusOf(one, timeout.right === 0 ? weekUs : timeout.right, invocation));
}

export const rolloutStatus: Verb = {
  name: 'rollout status',
  flags: [...selecting, onOff('watch', 'w'), valued('timeout'), valued('revision')],
  check: checkTargets,
  run,
};
