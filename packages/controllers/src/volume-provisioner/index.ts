import type { Controller } from '@orrery/core/control';
import { emptyMemory, isClaimKey, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { react } from './sync.ts';

/**
 * The external provisioners of all CSI drivers: they make a disk and a volume for claims that ask for one, and delete both.
 * Source: kubernetes-csi/external-provisioner over sig-storage-lib-external-provisioner.
 */
export const volumeProvisioner: Controller<Memory> = {
  name: 'csi-provisioner',
  watches: ['Node', 'StorageClass', 'PersistentVolume', 'PersistentVolumeClaim', 'VolumeAttachment'],
  // Flag worker-threads, for claims and for volumes.
  workers: 100,
  lanes: { count: 2, of: (key) => (isClaimKey(key) ? 0 : 1) },
  // Flags kube-api-qps and kube-api-burst.
  client: { qps: 5, burst: 10 },
  emptyMemory,
  observe,
  plan,
  react,
  snapshot,
};
