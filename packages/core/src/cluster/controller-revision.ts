import type { Body, Json } from '../engine/index.ts';
import { at, numberAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import type { Uid } from './uid.ts';

/** One recorded state of a StatefulSet's or DaemonSet's template. */
export interface ControllerRevisionRecord extends ObjectRecord {
  readonly kind: 'ControllerRevision';
  readonly revision: number;
  /** A strategic-merge patch that holds only spec.template. */
  readonly data: Json;
}

export const controllerRevisionRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  args: readonly string[],
): ControllerRevisionRecord => ({
  kind: 'ControllerRevision',
  uid,
  version,
  meta,
  body,
  args,
  fingerprint: body.hash,
  revision: numberAt(body.json, 'revision') ?? 0,
  data: at(body.json, 'data') ?? null,
});
