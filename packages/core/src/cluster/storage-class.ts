import type { Body } from '../engine/index.ts';
import { flagAt, textAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import type { Uid } from './uid.ts';

export interface StorageClassRecord extends ObjectRecord {
  readonly kind: 'StorageClass';
  readonly provisioner: string;
  readonly reclaimPolicy: string;
  /** volumeBindingMode is WaitForFirstConsumer: a claim waits for a pod that uses it to be scheduled. */
  readonly delaysBinding: boolean;
  readonly allowsExpansion: boolean;
  readonly isDefault: boolean;
}

export const storageClassRecord = (uid: Uid, version: number, meta: Meta, body: Body): StorageClassRecord => ({
  kind: 'StorageClass',
  uid,
  version,
  meta,
  body,
  args: [],
  fingerprint: body.hash,
  provisioner: textAt(body.json, 'provisioner') ?? '',
  reclaimPolicy: textAt(body.json, 'reclaimPolicy') ?? 'Delete',
  delaysBinding: textAt(body.json, 'volumeBindingMode') === 'WaitForFirstConsumer',
  allowsExpansion: flagAt(body.json, 'allowVolumeExpansion'),
  isDefault:
    meta.annotations['storageclass.kubernetes.io/is-default-class'] === 'true' ||
    meta.annotations['storageclass.beta.kubernetes.io/is-default-class'] === 'true',
});
