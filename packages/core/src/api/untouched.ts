import type { JsonObject } from '../engine/index.ts';

const beside: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

const isOf = (object: JsonObject, stored: JsonObject): boolean =>
  Object.keys(object).every((key) => beside.has(key) || object[key] === stored[key]);

/**
 * Has a write left all but the metadata as it is stored? Then nothing of it needs defaults or a second look. It counts only what is
 * the stored object's very own, as patches leave it: to compare copies costs more than it saves.
 */
export const isUntouched = (object: JsonObject, stored: JsonObject): boolean =>
  isOf(object, stored) && isOf(stored, object);
