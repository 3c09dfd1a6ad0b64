import { mix, type Body } from '../engine/index.ts';
import { betaClass } from './annotation.ts';
import { objectAt, textAt, textListAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { readBytes } from './requests.ts';
import { readSelector, type LabelSelector } from './selector.ts';
import { fill } from './template.ts';
import type { Uid } from './uid.ts';

export type ClaimPhase = 'Pending' | 'Bound' | 'Lost';

/** Capacity and access modes are those of the bound volume. */
export interface ClaimStatus {
  readonly phase: ClaimPhase;
  readonly capacity: string;
  readonly accessModes: readonly string[];
}

export interface PersistentVolumeClaimRecord extends ObjectRecord {
  readonly kind: 'PersistentVolumeClaim';
  readonly requestBytes: number;
  readonly accessModes: readonly string[];
  readonly volumeMode: string;
  /** undefined: not set, so the default class applies; empty: explicitly none. */
  readonly className: string | undefined;
  /** spec.volumeAttributesClassName; empty where there is none. */
  readonly attributesClass: string;
  readonly selector: LabelSelector | undefined;
  /** spec.volumeName; empty while unbound. */
  readonly volumeName: string;
  readonly status: ClaimStatus;
}

/** spec.volumeName that a body holds. */
export const volumeNameOf = (body: Body): string => textAt(body.json, 'spec', 'volumeName') ?? '';

export const noClaimStatus: ClaimStatus = { phase: 'Pending', capacity: '', accessModes: [] };

export const persistentVolumeClaimRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  args: readonly string[],
  volumeName: string,
  status: ClaimStatus,
): PersistentVolumeClaimRecord => {
  const whole = objectAt(body.json, 'spec') ?? {};
  const spec = fill(whole, args);
  const selector = objectAt(spec, 'selector');
  return {
    kind: 'PersistentVolumeClaim',
    uid,
    version,
    meta,
    body,
    args,
    fingerprint: mix(mix(body.hash, status.phase.length), volumeName.length),
    requestBytes: readBytes(textAt(spec, 'resources', 'requests', 'storage')),
    accessModes: textListAt(spec, 'accessModes'),
    volumeMode: textAt(spec, 'volumeMode') ?? 'Filesystem',
    className: meta.annotations[betaClass] ?? textAt(spec, 'storageClassName'),
    attributesClass: textAt(spec, 'volumeAttributesClassName') ?? '',
    selector: selector === undefined ? undefined : readSelector(selector),
    volumeName,
    status,
  };
};
