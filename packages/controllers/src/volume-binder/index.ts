import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { claimKey, emptyMemory, observe, resyncUs, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { react } from './sync.ts';

/** The PersistentVolume controller: binds claims to volumes. Source: k8s.io/kubernetes pkg/controller/volume/persistentvolume. */
export const volumeBinder: Controller<Memory> = {
  name: 'persistentvolume-controller',
  watches: ['Pod', 'StorageClass', 'PersistentVolume', 'PersistentVolumeClaim'],
  // One for claims, one for volumes.
  workers: 2,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  snapshot,
  react,
  resync: { everyUs: resyncUs, keys: ({ unbound }) => [...unbound].sort((a, b) => a - b).map(claimKey) },
};
