import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { kinds, listAt, numberAt, textAt } from '@orrery/core/cluster';
import { fail, print, type Command, type Part } from '../call.ts';
import { getObject } from '../client.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { jsonPathTexts } from '../json-path-text.ts';
import { follow, nextOf, untilGone } from '../object-watch.ts';
import { objectName, readTargets } from '../resource.ts';
import { checkTargets, placeOf, select, selected, selecting, type Selected } from '../select.ts';
import { after, timeoutOf } from '../timeout.ts';

/** What is waited for. */
type Goal =
  | { readonly type: 'delete' }
  | { readonly type: 'create' }
  | { readonly type: 'holds'; readonly holds: (object: JsonObject) => boolean };

const conditionHolds =
  (name: string, value: string) =>
  (object: JsonObject): boolean => {
    const found = listAt(object, 'status', 'conditions').find(
      (condition) => textAt(condition, 'type')?.toLowerCase() === name.toLowerCase(),
    );
    if (found === undefined) return false;
    const generation = numberAt(object, 'metadata', 'generation') ?? 0;
    const observed = numberAt(found, 'observedGeneration') ?? generation;
    return observed >= generation && textAt(found, 'status')?.toLowerCase() === value.toLowerCase();
  };

const readGoal = (text: string): E.Either<string, Goal> => {
  if (text === 'delete' || text === 'create') return E.right({ type: text });
  if (text.startsWith('condition=')) {
    const [name = '', value = 'true'] = text.slice('condition='.length).split('=');
    return E.right({ type: 'holds', holds: conditionHolds(name, value) });
  }
  if (text.startsWith('jsonpath=')) return jsonPathGoal(text.slice('jsonpath='.length));
  return E.left(`error: unrecognized condition: "${text}"`);
};

/** `{.status.phase}=Running`; without a value: the field exists. */
const jsonPathGoal = (text: string): E.Either<string, Goal> => {
  const end = text.lastIndexOf('}');
  const path = end < 0 ? (text.split('=')[0] ?? '') : text.slice(0, end + 1);
  const rest = text.slice(path.length);
  const wanted = rest.startsWith('=') ? rest.slice(1) : undefined;
  const probe = jsonPathTexts(path, {});
  if (E.isLeft(probe)) return E.left(`error: ${probe.left}`);
  const holds = (object: JsonObject): boolean => {
    const found = jsonPathTexts(path, object);
    if (E.isLeft(found)) return false;
    return wanted === undefined ? found.right.length > 0 : found.right.length === 1 && found.right[0] === wanted;
  };
  return E.right({ type: 'holds', holds });
};

const late = ({ kind, name }: Pick<Selected, 'kind' | 'name'>, timeoutUs: number): string =>
  timeoutUs === 0
    ? `error: condition not met for ${kinds[kind].plural}/${name}`
    : `error: timed out waiting for the condition on ${kinds[kind].plural}/${name}`;

function* waitFor(one: Selected, goal: Goal, timeoutUs: number, invocation: Invocation): Part<string | undefined> {
  const deadline = after(invocation.context, timeoutUs);
  yield* follow(one);
  const now = yield* getObject(one.kind, one.namespace, one.name);
  const isGone = E.isLeft(now) || textAt(now.right, 'metadata', 'uid') !== textAt(one.object, 'metadata', 'uid');
  if (goal.type === 'delete') {
    const gone = isGone || (yield* untilGone(one, deadline, invocation));
    return gone ? undefined : late(one, timeoutUs);
  }
  if (goal.type === 'create') return undefined;
  if (E.isLeft(now)) return now.left;
  for (let object = now.right; !goal.holds(object);) {
    const turn = yield* nextOf(one, deadline, invocation);
    if (turn.type === 'late') return late(one, timeoutUs);
    if (turn.type === 'changed') object = turn.object;
  }
  return undefined;
}

/** Waits for objects named in the command to come into being. */
function* waitForCreation(invocation: Invocation, timeoutUs: number): Part<void> {
  const targets = readTargets(invocation.words);
  if (E.isLeft(targets)) return;
  for (const { kind, name } of targets.right) {
    if (name === undefined) continue;
    const namespace = placeOf(kind, invocation.namespace);
    yield* follow({ kind });
    const deadline = after(invocation.context, timeoutUs);
    for (let found = yield* getObject(kind, namespace, name); E.isLeft(found);) {
      const turn = yield* nextOf({ kind, namespace, name }, deadline, invocation);
      if (turn.type === 'late') break;
      if (turn.type === 'changed') found = E.right(turn.object);
    }
  }
}

function* run(invocation: Invocation): Command {
  const { flags } = invocation;
  const goals = flags.all('for').map(readGoal);
  if (goals.length === 0) return yield* fail('error: unrecognized condition: ""');
  const timeout = timeoutOf(flags, 30_000_000);
  if (E.isLeft(timeout)) return yield* fail(timeout.left);
  if (goals.some((goal) => E.isRight(goal) && goal.right.type === 'create'))
    yield* waitForCreation(invocation, timeout.right);
  const { found, errors } = yield* select(invocation);
  let exitCode = 0;
  for (const goal of goals) {
    if (E.isLeft(goal)) return yield* fail(goal.left);
    const isDelete = goal.right.type === 'delete';
    if (found.length === 0 && errors.length === 0 && !isDelete)
      return yield* fail('error: no matching resources found');
    for (const one of found) {
      const problem = yield* waitFor(selected(one.kind, one.object), goal.right, timeout.right, invocation);
      if (problem === undefined) yield* print(`${objectName(one.kind, one.name)} condition met`);
      else exitCode = yield* fail(problem);
    }
    if (isDelete) return exitCode;
  }
  for (const error of errors) exitCode = yield* fail(error);
  return exitCode;
}

const check: Verb['check'] = (words, flags) => {
  const unread = flags.all('for').map(readGoal).find(E.isLeft);
  return unread?.left ?? checkTargets(words, flags);
};

export const wait: Verb = {
  name: 'wait',
  flags: [...selecting, valued('for'), valued('timeout'), valued('output', 'o'), onOff('local')],
  check,
  run,
};
