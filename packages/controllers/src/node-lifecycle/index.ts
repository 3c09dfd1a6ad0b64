import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';

/** Taints nodes by their conditions. Source: k8s.io/kubernetes pkg/controller/nodelifecycle. */
export const nodeLifecycle: Controller<Memory> = {
  name: 'node-lifecycle-controller',
  watches: ['Node'],
  workers: 8, // scheduler.UpdateWorkerSize
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  snapshot,
};
