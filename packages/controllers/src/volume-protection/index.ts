import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { planClaim, planVolume, reactClaim } from './plan.ts';

/** Keeps claims that pods use from going. Source: k8s.io/kubernetes pkg/controller/volume/pvcprotection. */
export const claimProtection: Controller<Memory> = {
  name: 'pvc-protection-controller',
  watches: ['Pod', 'PersistentVolumeClaim'],
  workers: 1,
  client: controllerManagerClient,
  emptyMemory,
  observe,
  plan: planClaim,
  react: reactClaim,
  snapshot,
};

/** Keeps volumes that are bound from going; it needs no memory. Source: k8s.io/kubernetes pkg/controller/volume/pvprotection. */
export const volumeProtection: Controller<undefined> = {
  name: 'pv-protection-controller',
  watches: ['PersistentVolume'],
  workers: 1,
  client: controllerManagerClient,
  emptyMemory: () => undefined,
  observe: (_memory, change, { queue }) => {
    if (change.kind === 'PersistentVolume' && change.after !== undefined) queue.add(change.after.uid);
  },
  plan: (_memory, key, planning) => planVolume(key, planning),
};
