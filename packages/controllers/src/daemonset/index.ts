import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { age, observe, snapshot } from './memory.ts';
import { plan, type Draft } from './plan.ts';
import { emptyMemory, type Memory } from './remembered.ts';
import { conclude, react } from './sync.ts';

/** The DaemonSet controller. Source: k8s.io/kubernetes pkg/controller/daemon. */
export const daemonSetController: Controller<Memory, Draft> = {
  name: 'daemonset-controller',
  watches: ['Node', 'Pod', 'DaemonSet', 'ControllerRevision'],
  workers: 2,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  age,
  snapshot,
  react,
  conclude,
};
