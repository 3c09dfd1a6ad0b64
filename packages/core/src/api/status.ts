import type { JsonObject } from '../engine/index.ts';
import { kinds, type KindName } from '../cluster/index.ts';
import type { Rejection, RejectionReason } from './rejection.ts';

const codes: Readonly<Record<RejectionReason, number>> = {
  BadRequest: 400,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  NotImplemented: 501,
  Unknown: 500,
};

/** HTTP status code of a refusal. */
export const codeOf = ({ reason }: Rejection): number => codes[reason];

/** Invalid names the kind, everything else the resource. */
const detailsOf = ({ reason, kind, name, causes, retryAfterSeconds = 0 }: Rejection): JsonObject => {
  const of = kind === undefined ? {} : kindDetails(reason, kind);
  const listed = causes.map(({ field, reason: cause, message }) => ({
    ...(cause === '' ? {} : { reason: cause }),
    message,
    ...(field === '' ? {} : { field }),
  }));
  return {
    ...(name === '' ? {} : { name }),
    ...of,
    ...(listed.length === 0 ? {} : { causes: listed }),
    ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
  };
};

const kindDetails = (reason: RejectionReason, kind: KindName): JsonObject => {
  const { group, plural } = kinds[kind];
  return { ...(group === '' ? {} : { group }), kind: reason === 'Invalid' ? kind : plural };
};

/** A refusal as the metav1.Status that clients get. */
export const statusOf = (rejection: Rejection): JsonObject => {
  const details = detailsOf(rejection);
  // kubectl debug reads the details of what is not found without asking whether there are any, and dies where there are none.
  const told = rejection.reason === 'NotFound' || Object.keys(details).length > 0;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: rejection.message,
    ...(rejection.reason === 'Unknown' ? {} : { reason: rejection.reason }),
    ...(told ? { details } : {}),
    code: codeOf(rejection),
  };
};

/** The Status that says that a deletion is complete. */
export const successOf = (kind: KindName, name: string, uid: string): JsonObject => {
  const { group, plural } = kinds[kind];
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: plural, uid },
  };
};
