import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson } from '@orrery/core/engine';
import { textsAt } from '@orrery/core/cluster';
import { fail, print, type Command } from '../call.ts';
import { patchObject } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { each } from '../each.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { readKeyChanges, type KeyChanges } from '../key-changes.ts';
import { objectName } from '../resource.ts';
import { selecting, type Selected } from '../select.ts';

type Texts = Readonly<Record<string, string>>;

/** Keys that have another value already, which needs --overwrite. */
const clash = (before: Texts, { set }: KeyChanges): string | undefined => {
  for (const [key, value] of set) {
    const has = before[key];
    if (has !== undefined && has !== value) return `'${key}' already has a value (${has}), and --overwrite is false`;
  }
  return undefined;
};

const mergePatch = (field: 'labels' | 'annotations', { set, remove }: KeyChanges) => ({
  metadata: { [field]: { ...Object.fromEntries(set), ...Object.fromEntries(remove.map((key) => [key, null])) } },
});

/**
 * What became of the labels, in kubectl's word. It goes by the length of the object: shorter than before, and without --overwrite, it
 * is said to be unlabeled. Source: `updateDataChangeMsg` of kubectl.
 */
const verdict = (before: Texts, { set, remove }: KeyChanges, overwrite: boolean): string => {
  const after = { ...before, ...Object.fromEntries(set) };
  for (const key of remove) delete after[key];
  const [old, now] = [canonicalJson(before), canonicalJson(after)];
  if (old === now) return 'not labeled';
  return !overwrite && now.length < old.length ? 'unlabeled' : 'labeled';
};

const changing = (what: 'label' | 'annotation', field: 'labels' | 'annotations') =>
  function* (invocation: Invocation): Command {
    const { flags } = invocation;
    const read = readKeyChanges(invocation.words, what);
    if (E.isLeft(read)) return yield* fail(read.left);
    const { targets, changes } = read.right;
    const act = function* ({ kind, namespace, name, object }: Selected) {
      const before = textsAt(object, 'metadata', field);
      const clashing = flags.on('overwrite') ? undefined : clash(before, changes);
      if (clashing !== undefined) return `error: ${clashing}`;
      for (const key of changes.remove) if (before[key] === undefined) yield* print(`${what} "${key}" not found.`);
      const body = mergePatch(field, changes);
      const answer = yield* patchObject({
        kind,
        namespace,
        name,
        patchType: 'merge',
        body,
        dryRun: isDryRun(flags),
        fieldManager: signedBy(flags, what === 'label' ? 'kubectl-label' : 'kubectl-annotate'),
      });
      if (E.isLeft(answer)) return answer.left.text();
      const done = what === 'label' ? verdict(before, changes, flags.on('overwrite')) : 'annotated';
      yield* print(
        flags.text('output') === 'name'
          ? objectName(kind, name)
          : `${objectName(kind, name)} ${done}${dryRunSuffix(flags)}`,
      );
      return undefined;
    };
    return yield* each(invocation, act, targets);
  };

const flags = [
  ...selecting,
  onOff('overwrite'),
  onOff('local'),
  valued('resource-version'),
  valued('output', 'o'),
  fieldManagerFlag,
  dryRunFlag,
];

export const label: Verb = { name: 'label', flags, run: changing('label', 'labels') };

export const annotate: Verb = { name: 'annotate', flags, run: changing('annotation', 'annotations') };
