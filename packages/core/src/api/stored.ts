import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../engine/index.ts';
import { objectAt } from '../cluster/index.ts';

/** Members of the metadata that the server alone writes: never part of a body. */
const systemMembers = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
]);

/** Of an owner it is kept only what is true of it: records know no other flags. */
const owner = (reference: Json): Json =>
  isJsonObject(reference)
    ? Object.fromEntries(Object.entries(reference).filter(([, value]) => value !== false))
    : reference;

/** What is stored of an object: its body, without identity, versions and status. The form that `draftOf` gives back. */
export const storedForm = (object: JsonObject): JsonObject => {
  const { apiVersion: _, kind: __, status: ___, metadata: ____, ...rest } = object;
  const metadata: Record<string, Json> = {};
  for (const [key, value] of Object.entries(objectAt(object, 'metadata') ?? {}))
    if (!systemMembers.has(key))
      metadata[key] = key === 'ownerReferences' && isJsonArray(value) ? value.map(owner) : value;
  return { ...rest, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) };
};
