import { second } from '@orrery/core/engine';
import type { Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import type { Draft } from './draft.ts';
import { conclude, react } from './sync.ts';
import { turn } from './turn.ts';

/** How often pods that were given up are looked over. Source: flushUnschedulablePodsLeftover. */
const flushUs = 30 * second;

/** The default scheduler. Source: k8s.io/kubernetes pkg/scheduler. */
export const scheduler: Controller<Memory, Draft> = {
  name: 'default-scheduler',
  watches: [
    'Node',
    'Pod',
    'StorageClass',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'PodDisruptionBudget',
    'Service',
    'CSINode',
  ],
  // One key is that of the scheduling cycle; each of the others is a pod's binding cycle, and upstream limits those by nothing.
  workers: Infinity,
  client: { qps: 50, burst: 100 },
  emptyMemory,
  observe,
  plan,
  snapshot,
  react,
  conclude,
  resync: {
    everyUs: flushUs,
    // The scheduling cycle looks over the pods that were given up; those that wait for their volumes have keys of their own.
    keys: ({ machine }) => [...(machine.givenUp.first === undefined ? [] : [turn]), ...machine.reserved.keys()],
  },
};
