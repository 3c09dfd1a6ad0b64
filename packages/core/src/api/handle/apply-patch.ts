import * as E from 'fp-ts/lib/Either.js';
import type { Json, JsonObject } from '../../engine/index.ts';
import { badRequest, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';

/** The object after a request's patch. */
export const applyPatch = (request: Request, current: JsonObject): E.Either<Rejection, Json> => {
  void current;
  return E.left({
    ...badRequest(`patches of type ${request.patchType ?? 'strategic'} are not served yet`),
    reason: 'NotImplemented',
  });
};
