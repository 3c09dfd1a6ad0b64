import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { goText } from '../patch/go-text.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { badRequest, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import { invalidValue } from '../validation/field.ts';

/** A refused request about no object in particular. */
const unprocessable = (message: string): Rejection => ({
  reason: 'Invalid',
  kind: undefined,
  name: '',
  message,
  causes: [],
});

/** What is refused because of what a patch makes of the object. */
export const refusedPatch = (request: Request, why: string): Rejection => {
  const patch = request.body ?? null;
  const quoted = request.patchType === 'json' || request.patchType === 'merge' ? canonicalJson(patch) : goText(patch);
  const cause = invalidValue('patch', quoted, why);
  return { ...unprocessable(` "" is invalid: ${cause.field}: ${cause.message}`), causes: [cause] };
};

/** The object after a request's patch. */
export const applyPatch = (request: Request, current: JsonObject): E.Either<Rejection, Json> => {
  const { patchType = 'strategic', body } = request;
  if (patchType === 'json')
    return pipe(
      jsonPatch(current, body ?? null),
      // The server tells nothing of what was wrong with the operations.
      E.mapLeft(() => unprocessable('the server rejected our request due to an error in our request')),
    );
  if (!isJsonObject(body)) return E.left(badRequest('error decoding patch: the patch is not an object'));
  switch (patchType) {
    case 'merge':
      return E.right(mergePatch(current, body));
    case 'strategic':
      return pipe(strategicMergePatch(request.kind, current, body), E.mapLeft(badRequest));
    case 'apply':
      throw new Error(
        'an apply came where patches are applied to objects. Whoever applies a configuration needs to know who manages the object; ' +
          'handle takes such requests elsewhere, so this is a way into handle that does not.',
      );
    default:
      return patchType satisfies never;
  }
};
