import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan, type Draft } from './plan.ts';
import { conclude } from './sync.ts';

/** The Deployment controller. Source: k8s.io/kubernetes pkg/controller/deployment. */
export const deploymentController: Controller<Memory, Draft> = {
  name: 'deployment-controller',
  watches: ['Pod', 'ReplicaSet', 'Deployment'],
  workers: 5,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  snapshot,
  conclude,
};
