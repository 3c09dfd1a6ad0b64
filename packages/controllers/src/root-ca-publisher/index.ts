import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan, react } from './plan.ts';

/** Puts the certificates of the API server into every namespace. Source: k8s.io/kubernetes pkg/controller/certificates/rootcacertpublisher. */
export const rootCaPublisher: Controller<Memory> = {
  name: 'root-ca-certificate-publisher-controller',
  watches: ['Namespace', 'ConfigMap'],
  workers: 1,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  react,
  snapshot,
};
