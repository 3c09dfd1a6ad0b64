import { isJsonObject, type Json } from '../../engine/index.ts';

/** A JSON merge patch (RFC 7386) applied: null removes a member, objects are merged, everything else replaces. */
export const mergePatch = (target: Json | undefined, patch: Json): Json => {
  if (!isJsonObject(patch)) return patch;
  const merged: Record<string, Json> = isJsonObject(target) ? { ...target } : {};
  for (const [key, member] of Object.entries(patch)) {
    if (member === null) delete merged[key];
    else if (member !== undefined) merged[key] = mergePatch(merged[key], member);
  }
  return merged;
};
