import type { Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';

/**
 * The part of all kubelets that says in their nodes' status which volumes are in use: what they have mounted or are about to.
 * Source: k8s.io/kubernetes pkg/kubelet/volumemanager, nodestatus.VolumesInUse.
 */
export const volumeManager: Controller<Memory> = {
  name: 'kubelet-volume-manager',
  watches: ['Node', 'Pod', 'PersistentVolumeClaim', 'Sandbox', 'Host'],
  workers: Number.POSITIVE_INFINITY,
  client: undefined,
  emptyMemory,
  observe,
  plan,
  snapshot,
};
