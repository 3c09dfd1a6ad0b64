import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';

/** Keeps the Endpoints of Services. Source: k8s.io/kubernetes pkg/controller/endpoint. */
export const endpointsController: Controller<Memory> = {
  name: 'endpoints-controller',
  watches: ['Pod', 'Service', 'Endpoints'],
  workers: 5, // ConcurrentEndpointSyncs
  client: controllerManagerClient,
  cachesOwnWrites: true,
  emptyMemory,
  observe,
  plan,
  snapshot,
};
