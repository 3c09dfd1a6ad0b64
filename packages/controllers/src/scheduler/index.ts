import { second } from '@orrery/core/engine';
import type { Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan, type Draft } from './plan.ts';
import { conclude, react } from './sync.ts';

/** How often pods that were given up are looked over. Source: flushUnschedulablePodsLeftover. */
const flushUs = 30 * second;

/** The default scheduler. Source: k8s.io/kubernetes pkg/scheduler. */
export const scheduler: Controller<Memory, Draft> = {
  name: 'default-scheduler',
  watches: ['Node', 'Pod', 'StorageClass', 'PersistentVolume', 'PersistentVolumeClaim'],
  workers: 1,
  client: { qps: 50, burst: 100 },
  emptyMemory,
  observe,
  plan,
  snapshot,
  react,
  conclude,
  resync: {
    everyUs: flushUs,
    // Any key makes the scheduler look over those that it has given up; a pod that waits for its volumes has its own.
    keys: ({ machine }) => [
      ...(machine.givenUp.first === undefined ? [] : [machine.givenUp.first]),
      ...machine.reserved.keys(),
    ],
  },
};
