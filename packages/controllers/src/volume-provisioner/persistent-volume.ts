import type { Json, JsonObject } from '@orrery/core/engine';
import {
  at,
  formatQuantity,
  listAt,
  provisionedBy,
  uuidOf,
  type PersistentVolumeClaimRecord,
  type StorageClassRecord,
} from '@orrery/core/cluster';
import { deletionFinalizer } from './classify.ts';
import type { Segments } from './topology.ts';

/** The name of the volume made for a claim; also what its storage system calls the disk. Source: getProvisionedVolumeNameForClaim. */
export const volumeNameFor = ({ uid }: PersistentVolumeClaimRecord): string =>
  `pvc-${uuidOf('PersistentVolumeClaim', uid)}`;

const nanoPerByte = 1_000_000_000n;

const affinity = (segments: Segments): JsonObject => {
  const matchExpressions = Object.entries(segments).map(([key, value]): Json => ({
    key,
    operator: 'In',
    values: [value],
  }));
  return matchExpressions.length === 0
    ? {}
    : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } } };
};

/**
 * VP-3: the volume that is made for a claim, as the server would store it: named after the claim, kept for it, protected, and
 * with what its class says. Source: csiProvisioner.Provision, provisionClaimOperation.
 */
export const volumeFor = (
  claim: PersistentVolumeClaimRecord,
  storageClass: StorageClassRecord,
  segments: Segments,
): JsonObject => {
  const { provisioner, reclaimPolicy, body } = storageClass;
  const { namespace, name } = claim.meta;
  const mountOptions = listAt(body.json, 'mountOptions');
  const fsType = at(body.json, 'parameters', 'csi.storage.k8s.io/fstype') ?? 'ext4';
  return {
    metadata: {
      annotations: {
        [provisionedBy]: provisioner,
        'volume.kubernetes.io/provisioner-deletion-secret-name': '',
        'volume.kubernetes.io/provisioner-deletion-secret-namespace': '',
      },
      finalizers: [deletionFinalizer, 'kubernetes.io/pv-protection'],
    },
    spec: {
      accessModes: claim.accessModes,
      capacity: { storage: formatQuantity({ nano: BigInt(claim.requestBytes) * nanoPerByte, format: 'binary' }) },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name,
        namespace,
        resourceVersion: String(claim.version),
        uid: uuidOf('PersistentVolumeClaim', claim.uid),
      },
      csi: {
        driver: provisioner,
        ...(claim.volumeMode === 'Block' ? {} : { fsType }),
        volumeHandle: volumeNameFor(claim),
      },
      ...(mountOptions.length === 0 ? {} : { mountOptions }),
      ...affinity(segments),
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.meta.name,
      ...(claim.attributesClass === '' ? {} : { volumeAttributesClassName: claim.attributesClass }),
      volumeMode: claim.volumeMode,
    },
  };
};
