import { isJsonObject, type Json } from '../../engine/index.ts';

/** A JSON merge patch (RFC 7386) applied: null removes a member, objects are merged, everything else replaces. */
export const mergePatch = (target: Json | undefined, patch: Json): Json => {
  if (!isJsonObject(patch)) return patch;
  // A map, because a member may be called __proto__.
  const merged = new Map<string, Json>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, member] of Object.entries(patch)) {
    if (member === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), member));
  }
  return Object.fromEntries(merged);
};
