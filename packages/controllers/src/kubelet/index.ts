import type { Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { conclude, react } from './sync.ts';

/** All kubelets of the cluster, as one component that is routed by node. Source: k8s.io/kubernetes pkg/kubelet. */
export const kubelet: Controller<Memory> = {
  name: 'kubelet',
  watches: ['Node', 'Pod', 'PersistentVolumeClaim', 'Sandbox', 'Host'],
  workers: Number.POSITIVE_INFINITY,
  client: undefined,
  emptyMemory,
  observe,
  plan,
  react,
  conclude,
  snapshot,
};
