import { jsonEqual, type Json, type JsonObject } from '../../engine/index.ts';
import { listAt, objectAt, textAt, textsAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { forbiddenField, invalidValue } from './field.ts';

/*
 * What may be changed of a pod that waits for its scheduling gates, beside what may be of every pod: where it may go, as long as it may
 * then go to fewer nodes. Source: ValidatePodUpdate.
 */

const isGated = (spec: JsonObject): boolean => listAt(spec, 'schedulingGates').length > 0;

/** SC-15: a pod's gates may only be taken away. */
const validateGates = (spec: JsonObject, before: JsonObject): readonly Cause[] => {
  const names = (one: JsonObject): readonly string[] =>
    listAt(one, 'schedulingGates').map((gate) => textAt(gate, 'name') ?? '');
  const known = new Set(names(before));
  return names(spec)
    .filter((name) => !known.has(name))
    .map((name) =>
      forbiddenField('spec.schedulingGates', `only deletion is allowed, but found new scheduling gate '${name}'`),
    );
};

/** SC-15: while a pod has gates its node selector may grow. */
const validateNodeSelector = (spec: JsonObject, before: JsonObject): readonly Cause[] => {
  const [now, old] = [textsAt(spec, 'nodeSelector'), textsAt(before, 'nodeSelector')];
  if (Object.keys(old).every((key) => now[key] === old[key])) return [];
  const why = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return [invalidValue('spec.nodeSelector', now, why)];
};

/** Requirements of which the first ones are as they were. */
const grows = (now: Json, old: Json, member: string): boolean => {
  const before = listAt(old, member);
  return jsonEqual(listAt(now, member).slice(0, before.length), before);
};

/** A term that asks for nothing matches no node, so that anything would make it match more. */
const isTighter = (now: Json, old: Json): boolean => {
  const asksNothing = (term: Json): boolean =>
    listAt(term, 'matchExpressions').length + listAt(term, 'matchFields').length === 0;
  if (asksNothing(old)) return asksNothing(now);
  return grows(now, old, 'matchExpressions') && grows(now, old, 'matchFields');
};

/** SC-54: while a pod has gates the terms of its required node affinity may ask for more; preferences are free. */
const validateNodeAffinity = (spec: JsonObject, before: JsonObject): readonly Cause[] => {
  const terms = (one: JsonObject): readonly Json[] =>
    listAt(one, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const [now, old] = [terms(spec), terms(before)];
  const field = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (old.length > 0 && now.length !== old.length)
    return [invalidValue(field, now, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  return old.flatMap((term, i) => {
    const one = now[i] ?? null;
    if (isTighter(one, term)) return [];
    return [invalidValue(`${field}[${i}]`, one, 'only additions are allowed (no mutations or deletions)')];
  });
};

/** What is wrong with what was changed of gates, and of where a pod that has some may go. */
export const validateGatedUpdate = (spec: JsonObject, before: JsonObject): readonly Cause[] => [
  ...validateGates(spec, before),
  ...(isGated(before) ? [...validateNodeSelector(spec, before), ...validateNodeAffinity(spec, before)] : []),
];

/** A pod's affinity to other pods, which is no node's; nothing if there is none. */
const amongPods = (affinity: JsonObject | undefined): JsonObject => {
  const { nodeAffinity: _, ...others } = affinity ?? {};
  return Object.keys(others).length === 0 ? {} : { affinity: others };
};

/** What of a pod's spec must stay as it was whether or not it had gates; `before` says whether it had. */
export const ungated = (spec: JsonObject, before: JsonObject): JsonObject => {
  const { schedulingGates: _, ...rest } = spec;
  if (!isGated(before)) return rest;
  const { nodeSelector: __, affinity: ___, ...open } = rest;
  return { ...open, ...amongPods(objectAt(spec, 'affinity')) };
};
