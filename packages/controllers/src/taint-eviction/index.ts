import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { react } from './sync.ts';

/** Evicts pods from tainted nodes. Source: k8s.io/kubernetes pkg/controller/tainteviction. */
export const taintEviction: Controller<Memory> = {
  name: 'taint-eviction-controller',
  watches: ['Node', 'Pod'],
  workers: 8, // UpdateWorkerSize
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  react,
  snapshot,
};
