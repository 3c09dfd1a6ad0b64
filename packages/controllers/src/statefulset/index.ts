import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { age, emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import type { StatusDraft } from './status.ts';
import { conclude, react } from './sync.ts';

/** The StatefulSet controller. Source: k8s.io/kubernetes pkg/controller/statefulset. */
export const statefulSetController: Controller<Memory, StatusDraft> = {
  name: 'statefulset-controller',
  // PersistentVolumeClaims are only read from the cache: their changes queue nothing.
  watches: ['Pod', 'StatefulSet', 'ControllerRevision', 'PersistentVolumeClaim'],
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
