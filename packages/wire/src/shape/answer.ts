import { shape } from '@orrery/core/api';

const { filled, int32, int64, kept, list, struct, text } = shape;

/* What is answered beside objects. */

const listMeta = struct('ListMeta', {
  selfLink: text,
  resourceVersion: text,
  continue: text,
  remainingItemCount: kept(int64),
});

const statusDetails = struct('StatusDetails', {
  name: text,
  group: text,
  kind: text,
  uid: text,
  causes: list(struct('StatusCause', { reason: text, message: text, field: text })),
  retryAfterSeconds: int32,
});

/** How a request went that is not answered with an object. */
export const status = struct('Status', {
  apiVersion: text,
  kind: text,
  metadata: filled(listMeta),
  status: text,
  message: text,
  reason: text,
  details: statusDetails,
  code: int32,
});
