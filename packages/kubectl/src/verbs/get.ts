import * as E from 'fp-ts/lib/Either.js';
import { never } from '@orrery/core/engine';
import { kinds, watchEventType, type AnyRecord, type KindName } from '@orrery/core/cluster';
import { readChoice, statusOf, type Request } from '@orrery/core/api';
import { fail, next, read, warn, watch, type Command, type Part } from '../call.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { jsonPathComplaint } from '../json-path-text.ts';
import { readManifests } from '../manifest.ts';
import { readOutput, type Output } from '../output.ts';
import { isTable, showRecords, Tables, type Shown } from '../record-printer.ts';
import { readTargets, type Target } from '../resource.ts';
import { checkTargets, nothingChosen, placeOf, selecting } from '../select.ts';
import { statusErrorText } from '../status-error.ts';

interface Wanted extends Target {
  readonly namespace: string;
}

/** What the words or files of the command point at. */
const wantedOf = (invocation: Invocation): E.Either<string, readonly Wanted[]> => {
  const { words, flags, namespace } = invocation;
  if (flags.has('filename')) {
    const { manifests, errors } = readManifests(invocation, false);
    const [error] = errors;
    return error === undefined ? E.right(manifests) : E.left(error);
  }
  const targets = readTargets(words);
  if (E.isLeft(targets)) return targets;
  if (targets.right.length === 0) return E.left(nothingChosen);
  const everywhere = flags.on('all-namespaces');
  if (everywhere && targets.right.some(({ name }) => name !== undefined))
    return E.left('error: a resource cannot be retrieved by name across all namespaces');
  return E.right(targets.right.map((one) => ({ ...one, namespace: everywhere ? '' : placeOf(one.kind, namespace) })));
};

const requestFor = ({ kind, name, namespace }: Wanted, { flags }: Invocation): Request => {
  const labelSelector = flags.text('selector');
  const fieldSelector = flags.text('field-selector');
  return {
    verb: name === undefined ? 'list' : 'get',
    kind,
    namespace,
    name: name ?? '',
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
};

/** Reads everything that is wanted, grouped by kind in order of first mention. */
function* readAll(
  wanted: readonly Wanted[],
  invocation: Invocation,
): Part<{ readonly groups: ReadonlyMap<KindName, readonly AnyRecord[]>; readonly errors: readonly string[] }> {
  const groups = new Map<KindName, readonly AnyRecord[]>();
  const errors: string[] = [];
  for (const one of wanted) {
    const found = yield* read(requestFor(one, invocation));
    if (E.isLeft(found)) {
      const missing = found.left.reason === 'NotFound' && invocation.flags.on('ignore-not-found');
      if (!missing) errors.push(statusErrorText(statusOf(found.left)));
    } else groups.set(one.kind, [...(groups.get(one.kind) ?? []), ...found.right]);
  }
  return { groups, errors };
}

const shownAs = ({ flags, context }: Invocation, output: Output, wanted: readonly Wanted[]): Shown => ({
  output,
  now: context.now,
  epoch: context.epoch,
  withNamespace: flags.on('all-namespaces') && wanted.some(({ kind }) => kinds[kind].namespaced),
  withKind: flags.on('show-kind') || new Set(wanted.map(({ kind }) => kind)).size > 1,
  showLabels: flags.on('show-labels'),
  labelColumns: flags.all('label-columns').flatMap((list) => list.split(',')),
  noHeaders: flags.on('no-headers'),
  sortBy: flags.text('sort-by'),
  watchEvents: flags.on('output-watch-events'),
  showManagedFields: flags.on('show-managed-fields'),
  single: wanted.length === 1 && wanted[0]?.name !== undefined,
});

const nothingFound = (wanted: readonly Wanted[], { flags, namespace }: Invocation): string =>
  wanted.some(({ kind }) => kinds[kind].namespaced) && !flags.on('all-namespaces')
    ? `No resources found in ${namespace} namespace.`
    : 'No resources found';

function* run(invocation: Invocation): Command {
  const { flags } = invocation;
  const output = readOutput(flags.text('output'));
  if (E.isLeft(output)) return yield* fail(output.left);
  const wanted = wantedOf(invocation);
  if (E.isLeft(wanted)) return yield* fail(wanted.left);
  const shown = shownAs(invocation, output.right, wanted.right);
  if (flags.on('watch') || flags.on('watch-only')) return yield* runWatch(invocation, wanted.right, shown);
  const { groups, errors } = yield* readAll(wanted.right, invocation);
  const count = [...groups.values()].reduce((sum, records) => sum + records.length, 0);
  let exitCode = errors.length > 0 ? 1 : 0;
  if (count > 0 || !isTable(output.right)) {
    const problem = errors.length > 0 && count === 0 ? undefined : yield* showRecords(groups, shown);
    if (problem !== undefined) exitCode = yield* fail(problem);
  } else if (errors.length === 0 && !flags.on('ignore-not-found')) yield* warn(nothingFound(wanted.right, invocation));
  for (const error of errors) exitCode = yield* fail(error);
  return exitCode;
}

/** Follows one kind for ever: a row for every change of what is selected, as it was at that change. */
function* runWatch(invocation: Invocation, wanted: readonly Wanted[], shown: Shown): Command {
  const [one, ...others] = wanted;
  if (one === undefined || others.length > 0) return yield* fail('error: you may only specify a single resource type');
  const { labelSelector, fieldSelector } = requestFor(one, invocation);
  const byName = one.name === undefined ? fieldSelector : `metadata.name=${one.name}`;
  const choice = readChoice(one.kind, one.namespace, labelSelector, byName);
  if (E.isLeft(choice)) return yield* fail(statusErrorText(statusOf(choice.left)));
  yield* watch(one.kind);
  const tables = new Tables(shown);
  const { groups, errors } = yield* readAll([one], invocation);
  for (const error of errors) return yield* fail(error);
  if (!invocation.flags.on('watch-only')) yield* tables.show(one.kind, groups.get(one.kind) ?? [], 'ADDED');
  for (;;) {
    const change = yield* next(never);
    if (change === undefined) return 0;
    const before = change.before !== undefined && choice.right(change.before) ? change.before : undefined;
    const after = change.after !== undefined && choice.right(change.after) ? change.after : undefined;
    const record = after ?? before;
    // An object that stops matching shows as deleted, in the state in which it did so.
    const last = after === undefined && change.after !== undefined ? change.after : record;
    if (record !== undefined && last !== undefined)
      yield* tables.show(one.kind, [last], watchEventType({ kind: one.kind, before, after } as never)); // both are of this kind
  }
}

const check: Verb['check'] = (words, flags) => {
  const output = readOutput(flags.text('output'));
  if (E.isLeft(output)) return output.left;
  const unread = output.right.type === 'jsonpath' ? jsonPathComplaint(output.right.template) : undefined;
  return unread ?? checkTargets(words, flags);
};

export const get: Verb = {
  name: 'get',
  flags: [
    ...selecting,
    valued('output', 'o'),
    onOff('watch', 'w'),
    onOff('watch-only'),
    onOff('output-watch-events'),
    onOff('show-labels'),
    onOff('show-kind'),
    onOff('show-managed-fields'),
    onOff('no-headers'),
    onOff('ignore-not-found'),
    onOff('server-print'),
    onOff('allow-missing-template-keys'),
    valued('label-columns', 'L'),
    valued('sort-by'),
    valued('chunk-size'),
    valued('subresource'),
  ],
  check,
  run,
};
