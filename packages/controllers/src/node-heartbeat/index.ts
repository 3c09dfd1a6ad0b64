import type { Controller } from '@orrery/core/control';
import { emptyMemory, observe, type Memory } from './memory.ts';
import { plan, react } from './plan.ts';

/** What all kubelets report of their nodes. Source: k8s.io/kubernetes pkg/kubelet/kubelet_node_status.go. */
export const nodeHeartbeat: Controller<Memory> = {
  name: 'kubelet-node-status',
  watches: ['Node', 'Host'],
  workers: Number.POSITIVE_INFINITY,
  client: undefined,
  emptyMemory,
  observe,
  plan,
  react,
};
