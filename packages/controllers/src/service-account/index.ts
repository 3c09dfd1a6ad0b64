import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan, react } from './plan.ts';

/** Makes default accounts. Source: k8s.io/kubernetes pkg/controller/serviceaccount. */
export const serviceAccountController: Controller<Memory> = {
  name: 'service-account-controller',
  watches: ['Namespace', 'ServiceAccount'],
  workers: 1,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  react,
  snapshot,
};
