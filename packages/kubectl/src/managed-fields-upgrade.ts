import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { at, listAt, textAt } from '@orrery/core/cluster';
import { fieldSets, fromFieldsV1, toFieldsV1 } from '@orrery/core/api';
import { lastApplied } from './last-applied.ts';

/*
 * How an object goes over from client-side to server-side apply. Source: client-go, util/csaupgrade.
 */

type FieldSet = fieldSets.FieldSet;

const annotation: fieldSets.FieldPath = ['f:metadata', 'f:annotations', `f:${lastApplied}`];

const fieldsOf = (entry: Json): FieldSet => {
  const read = fromFieldsV1(at(entry, 'fieldsV1') ?? {});
  return E.isRight(read) ? read.right : fieldSets.noFields;
};

const operationOf = (entry: Json): string => textAt(entry, 'operation') ?? '';
const managerOf = (entry: Json): string => textAt(entry, 'manager') ?? '';
const isWhole = (entry: Json): boolean => (textAt(entry, 'subresource') ?? '') === '';

/** Who has the annotation of client-side apply through this operation. */
export const annotationOwners = (object: JsonObject, operation: 'Apply' | 'Update'): readonly string[] =>
  listAt(object, 'metadata', 'managedFields')
    .filter((entry) => operationOf(entry) === operation && fieldSets.includes(fieldsOf(entry), annotation))
    .map(managerOf);

/** The entries in which what a client-side applier had is the server-side applier's. */
const upgraded = (entries: readonly Json[], former: string, applier: string): readonly Json[] => {
  const isFormer = (entry: Json): boolean =>
    managerOf(entry) === former && operationOf(entry) === 'Update' && isWhole(entry);
  const formers = entries.filter(isFormer);
  const [first] = formers;
  if (!isJsonObject(first)) return entries;
  const own = entries.find((entry) => managerOf(entry) === applier && operationOf(entry) === 'Apply' && isWhole(entry));
  const base: JsonObject = isJsonObject(own) ? own : { ...first, manager: applier, operation: 'Apply' };
  let fields = fieldsOf(base);
  for (const entry of formers) fields = fieldSets.union(fields, fieldsOf(entry));
  const joined: JsonObject = { ...base, fieldsV1: toFieldsV1(fields) };
  const place = own ?? first;
  return entries.flatMap((entry) => (entry === place ? [joined] : isFormer(entry) ? [] : [entry]));
};

/** The JSON patch that hands over what client-side appliers have; undefined when there is nothing to hand over. */
export const upgradePatch = (object: JsonObject, applier: string): readonly JsonObject[] | undefined => {
  const entries = listAt(object, 'metadata', 'managedFields');
  const formers = annotationOwners(object, 'Update');
  let after = entries;
  for (const former of formers) after = upgraded(after, former, applier);
  if (after === entries) return undefined;
  return [
    { op: 'replace', path: '/metadata/managedFields', value: after },
    {
      op: 'replace',
      path: '/metadata/resourceVersion',
      value: textAt(object, 'metadata', 'resourceVersion') ?? '',
    },
  ];
};
