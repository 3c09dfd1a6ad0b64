import { mix, type Body, type Instant, type Json } from '../engine/index.ts';
import { betaClass } from './annotation.ts';
import { objectAt, textAt, textListAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { readBytes } from './requests.ts';
import type { Uid } from './uid.ts';

export type VolumePhase = 'Pending' | 'Available' | 'Bound' | 'Released' | 'Failed';

/** spec.csi: the driver and what it calls the volume. */
export interface CsiSource {
  readonly driver: string;
  readonly handle: string;
}

/** spec.claimRef: the claim that a volume is bound to or kept for. An empty uid: pre-bound by a user, to a name only. */
export interface ClaimReference {
  readonly namespace: string;
  readonly name: string;
  /** The claim's uid as the API shows it, or empty. */
  readonly uid: string;
}

export interface VolumeStatus {
  readonly phase: VolumePhase;
  readonly reason: string;
  readonly message: string;
  /** status.lastPhaseTransitionTime. */
  readonly since: Instant;
}

export interface PersistentVolumeRecord extends ObjectRecord {
  readonly kind: 'PersistentVolume';
  readonly capacityBytes: number;
  readonly accessModes: readonly string[];
  readonly volumeMode: string;
  readonly className: string;
  /** spec.volumeAttributesClassName; empty where there is none. */
  readonly attributesClass: string;
  readonly reclaimPolicy: string;
  /** undefined: the volume's source is another one, which nobody attaches. */
  readonly csi: CsiSource | undefined;
  /** spec.nodeAffinity.required as given: a node selector. */
  readonly nodeAffinity: Json | undefined;
  readonly claim: ClaimReference | undefined;
  readonly status: VolumeStatus;
}

/** The claimRef that a body holds. */
export const claimReferenceOf = (body: Body): ClaimReference | undefined => {
  const reference = objectAt(body.json, 'spec', 'claimRef');
  if (reference === undefined) return undefined;
  return {
    namespace: textAt(reference, 'namespace') ?? '',
    name: textAt(reference, 'name') ?? '',
    uid: textAt(reference, 'uid') ?? '',
  };
};

const csiSourceOf = (spec: Json | undefined): CsiSource | undefined => {
  const csi = objectAt(spec, 'csi');
  if (csi === undefined) return undefined;
  return { driver: textAt(csi, 'driver') ?? '', handle: textAt(csi, 'volumeHandle') ?? '' };
};

/** May several nodes have the volume at once? Without access modes nobody knows, so its storage is asked. Source: util.IsMultiAttachAllowed. */
export const isShareable = ({ accessModes }: Pick<PersistentVolumeRecord, 'accessModes'>): boolean =>
  accessModes.length === 0 || accessModes.includes('ReadWriteMany') || accessModes.includes('ReadOnlyMany');

/** The name by which nodes list an attached volume. Source: util.GetUniqueVolumeNameFromSpec. */
export const uniqueVolumeName = ({ driver, handle }: CsiSource): string => `kubernetes.io/csi/${driver}^${handle}`;

export const persistentVolumeRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  claim: ClaimReference | undefined,
  status: VolumeStatus,
): PersistentVolumeRecord => {
  const spec = objectAt(body.json, 'spec');
  return {
    kind: 'PersistentVolume',
    uid,
    version,
    meta,
    body,
    args: [],
    fingerprint: mix(mix(body.hash, status.phase.length), claim === undefined ? 0 : claim.name.length + 1),
    capacityBytes: readBytes(textAt(spec, 'capacity', 'storage')),
    accessModes: textListAt(spec, 'accessModes'),
    volumeMode: textAt(spec, 'volumeMode') ?? 'Filesystem',
    className: meta.annotations[betaClass] ?? textAt(spec, 'storageClassName') ?? '',
    attributesClass: textAt(spec, 'volumeAttributesClassName') ?? '',
    reclaimPolicy: textAt(spec, 'persistentVolumeReclaimPolicy') ?? 'Retain',
    csi: csiSourceOf(spec),
    nodeAffinity: objectAt(spec, 'nodeAffinity', 'required'),
    claim,
    status,
  };
};
