import type { Controller } from '@orrery/core/control';
import { emptyMemory, isAttachmentKey, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';

/**
 * The external attachers of all CSI drivers: they have disks attached and detached as VolumeAttachments ask.
 * Source: kubernetes-csi/external-attacher, csi_handler.go.
 */
export const volumeAttacher: Controller<Memory> = {
  name: 'csi-attacher',
  watches: ['PersistentVolume', 'VolumeAttachment'],
  // Flag worker-threads.
  workers: 10,
  lanes: { count: 2, of: (key) => (isAttachmentKey(key) ? 0 : 1) },
  // Flags kube-api-qps and kube-api-burst.
  client: { qps: 5, burst: 10 },
  emptyMemory,
  observe,
  plan,
  snapshot,
};
