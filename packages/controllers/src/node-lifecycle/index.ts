import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, monitorKey, observe, snapshot, taintingKey, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { conclude, react } from './sync.ts';

/** Notices silent nodes and taints nodes by their conditions. Source: k8s.io/kubernetes pkg/controller/nodelifecycle. */
export const nodeLifecycle: Controller<Memory> = {
  name: 'node-lifecycle-controller',
  watches: ['Node', 'Pod', 'Host'],
  workers: 8, // scheduler.UpdateWorkerSize
  lanes: { count: 3, of: (key) => (key === monitorKey ? 0 : key === taintingKey ? 1 : 2) },
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  react,
  conclude,
  snapshot,
};
