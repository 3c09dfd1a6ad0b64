import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { laneOf, queues } from './keys.ts';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { conclude, react } from './sync.ts';

/** Says how many pods of each PodDisruptionBudget may be evicted. Source: k8s.io/kubernetes pkg/controller/disruption. */
export const disruptionController: Controller<Memory> = {
  name: 'disruption-controller',
  watches: ['Pod', 'PodDisruptionBudget', 'ReplicaSet', 'Deployment', 'StatefulSet'],
  workers: 1,
  lanes: { count: queues.length, of: laneOf },
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  react,
  conclude,
  snapshot,
};
