import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { conclude, react } from './sync.ts';

/** Removes pods that nobody else would. Source: k8s.io/kubernetes pkg/controller/podgc. */
export const podGarbageCollector: Controller<Memory> = {
  name: 'pod-garbage-collector',
  watches: ['Node', 'Pod'],
  workers: 1,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  react,
  conclude,
  snapshot,
};
