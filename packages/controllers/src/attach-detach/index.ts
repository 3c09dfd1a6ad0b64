import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { react } from './detaching.ts';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';

/** Decides which volumes are attached to which nodes. Source: k8s.io/kubernetes pkg/controller/volume/attachdetach. */
export const attachDetach: Controller<Memory> = {
  name: 'attachdetach-controller',
  watches: ['Node', 'Pod', 'PersistentVolume', 'PersistentVolumeClaim', 'VolumeAttachment'],
  // Every operation is a goroutine of its own.
  workers: 1000,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  react,
  snapshot,
};
