import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { Json, JsonObject } from '../../engine/index.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { badRequest, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';

/** A patch that is well-formed and does not fit the object. */
const unprocessable = (message: string): Rejection => ({ ...badRequest(message), reason: 'Invalid' });

/** The object after a request's patch. */
export const applyPatch = (
  { body = null, patchType = 'strategic' }: Request,
  current: JsonObject,
): E.Either<Rejection, Json> => {
  switch (patchType) {
    case 'json':
      return pipe(jsonPatch(current, body), E.mapLeft(unprocessable));
    case 'merge':
      return E.right(mergePatch(current, body));
    case 'strategic':
      return pipe(strategicMergePatch(current, body), E.mapLeft(badRequest));
    case 'apply':
      return E.left({ ...badRequest('server-side apply is not served yet'), reason: 'NotImplemented' });
    default:
      return patchType satisfies never;
  }
};
