import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';
import { fail, print, type Command } from '../call.ts';
import { patchObject } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { each } from '../each.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { selecting, type Selected } from '../select.ts';

interface Taint {
  readonly key: string;
  readonly value: string;
  /** Empty in a removal: any effect. */
  readonly effect: string;
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** `key=value:Effect`, `key:Effect`; with a dash at the end a removal, where the effect may be left out. */
const readTaint = (word: string): E.Either<string, { readonly taint: Taint; readonly removes: boolean }> => {
  const removes = word.endsWith('-');
  const [left = '', effect = '', ...rest] = (removes ? word.slice(0, -1) : word).split(':');
  const [key = '', value = ''] = left.split('=');
  const known = effects.includes(effect) || (removes && effect === '');
  if (rest.length > 0 || key === '' || !known)
    return E.left(
      effect === '' || rest.length > 0 || key === ''
        ? `error: unknown taint spec: ${word}`
        : `error: invalid taint effect: ${effect}, unsupported taint effect`,
    );
  return E.right({ taint: { key, value, effect }, removes });
};

const fits = (one: JsonObject, { key, effect }: Taint): boolean =>
  textAt(one, 'key') === key && (effect === '' || textAt(one, 'effect') === effect);

const written = ({ key, value, effect }: Taint): JsonObject => ({ effect, key, ...(value === '' ? {} : { value }) });

const named = ({ key, effect }: Taint): string => (effect === '' ? key : `${key}:${effect}`);

function* run(invocation: Invocation): Command {
  const { flags, words } = invocation;
  const first = words.findIndex((word, i) => i > 0 && /[:=]|-$/.test(word));
  const changes = (first < 0 ? [] : words.slice(first)).map(readTaint);
  const wrong = changes.find(E.isLeft);
  if (wrong !== undefined) return yield* fail(wrong.left);
  const read = changes.filter(E.isRight).map(({ right }) => right);
  if (read.length === 0) return yield* fail('error: at least one taint update is required');
  const adds = read.filter(({ removes }) => !removes).map(({ taint }) => taint);
  const removals = read.filter(({ removes }) => removes).map(({ taint }) => taint);
  const overwrite = flags.on('overwrite');
  const act = function* ({ name, object }: Selected) {
    const before = listAt(object, 'spec', 'taints').filter(isJsonObject);
    const missing = removals.find((taint) => !before.some((one) => fits(one, taint)));
    if (missing !== undefined) return `error: taint "${named(missing)}" not found`;
    const clashing = adds.filter((taint) => before.some((one) => fits(one, taint)));
    if (clashing.length > 0 && !overwrite)
      return `error: node ${name} already has ${adds.map(({ key }) => key).join(',')} taint(s) with same effect(s) and --overwrite is false`;
    const kept = before.filter(
      (one) => !removals.some((taint) => fits(one, taint)) && !adds.some((taint) => fits(one, taint)),
    );
    const taints = [...adds.map(written), ...kept];
    const body = { spec: { taints: taints.length === 0 ? null : taints } };
    const answer = yield* patchObject({
      kind: 'Node',
      namespace: '',
      name,
      patchType: 'merge',
      body,
      dryRun: isDryRun(flags),
      fieldManager: signedBy(flags, 'kubectl-taint'),
    });
    if (E.isLeft(answer)) return answer.left.text();
    const done =
      overwrite || (adds.length > 0 && removals.length > 0) ? 'modified' : adds.length > 0 ? 'tainted' : 'untainted';
    yield* print(`node/${name} ${done}${dryRunSuffix(flags)}`);
    return undefined;
  };
  return yield* each(invocation, act, first < 0 ? words : words.slice(0, first));
}

export const taint: Verb = {
  name: 'taint',
  flags: [...selecting, onOff('overwrite'), valued('validate'), valued('output', 'o'), fieldManagerFlag, dryRunFlag],
  run,
};
