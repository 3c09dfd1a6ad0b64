import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { conclude, react } from './sync.ts';

/** Keeps the EndpointSlices of Services. Source: k8s.io/kubernetes pkg/controller/endpointslice. */
export const endpointSliceController: Controller<Memory> = {
  name: 'endpoint-slice-controller',
  watches: ['Pod', 'Node', 'Service', 'EndpointSlice'],
  workers: 5, // ConcurrentServiceEndpointSyncs
  client: controllerManagerClient,
  cachesOwnWrites: true,
  emptyMemory,
  observe,
  plan,
  react,
  conclude,
  snapshot,
};
