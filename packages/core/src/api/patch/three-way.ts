import type * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type JsonObject } from '../../engine/index.ts';
import type { KindName } from '../../cluster/index.ts';
import { rootPlace } from './merge-keys.ts';
import { orRefusal } from './refusal.ts';
import { diffObject } from './strategic-diff.ts';
import { mergeObject } from './strategic-merge-patch.ts';

/**
 * The strategic-merge patch of `kubectl apply`: sets what the file (`modified`) says and the object (`current`) does not have
 * so, and removes what the file used to say (`original`, from the last-applied annotation) and says no more. Empty when there
 * is nothing to do. Left: the lists cannot be merged, and why.
 * Source: strategicpatch.CreateThreeWayMergePatch with overwrite.
 */
export const threeWayPatch = (
  kind: KindName,
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): E.Either<string, JsonObject> =>
  orRefusal(() => {
    const place = rootPlace(kind);
    const delta = diffObject(current, modified, place, 'additions', false);
    const deletions = diffObject(original, modified, place, 'deletions', false);
    const patch = mergeObject(deletions, delta, place, 'patch');
    return isJsonObject(patch) ? patch : {};
  });
