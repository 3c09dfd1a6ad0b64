import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { age, emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan, type Draft } from './plan.ts';
import { conclude, react } from './sync.ts';

/** The ReplicaSet controller. Source: k8s.io/kubernetes pkg/controller/replicaset. */
export const replicaSetController: Controller<Memory, Draft> = {
  name: 'replicaset-controller',
  watches: ['Pod', 'ReplicaSet'],
  workers: 5,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  age,
  snapshot,
  react,
  conclude,
};
