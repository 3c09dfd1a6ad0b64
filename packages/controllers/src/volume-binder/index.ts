import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, isClaimKey, observe, resyncKeys, resyncUs, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { react } from './sync.ts';

/** The PersistentVolume controller: binds claims to volumes. Source: k8s.io/kubernetes pkg/controller/volume/persistentvolume. */
export const volumeBinder: Controller<Memory> = {
  name: 'persistentvolume-controller',
  watches: ['Pod', 'StorageClass', 'PersistentVolume', 'PersistentVolumeClaim'],
  // One worker for claims, one for volumes.
  workers: 1,
  lanes: { count: 2, of: (key) => (isClaimKey(key) ? 0 : 1) },
  cachesOwnWrites: true,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan,
  snapshot,
  react,
  resync: { everyUs: resyncUs, keys: resyncKeys },
};
