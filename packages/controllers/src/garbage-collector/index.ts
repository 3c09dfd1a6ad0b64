import { kindNames } from '@orrery/core/cluster';
import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { plan } from './plan.ts';
import { conclude, react } from './sync.ts';

/** Deletes what has lost its owners. Source: k8s.io/kubernetes pkg/controller/garbagecollector. */
export const garbageCollector: Controller<Memory> = {
  name: 'garbage-collector-controller',
  // Everything but Events, which nobody owns. Source: garbagecollector DefaultIgnoredResources.
  watches: kindNames.filter((kind) => kind !== 'Event'),
  workers: 20,
  // Each deletion takes two requests, so it is allowed twice as many. Source: startGarbageCollectorController.
  client: { ...controllerManagerClient, qps: 2 * controllerManagerClient.qps },
  emptyMemory,
  observe,
  plan,
  react,
  conclude,
  snapshot,
};
