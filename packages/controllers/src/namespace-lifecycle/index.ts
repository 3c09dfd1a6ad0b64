import { controllerManagerClient, type Controller } from '@orrery/core/control';
import { emptyMemory, observe, snapshot, type Memory } from './memory.ts';
import { conclude, plan, react } from './plan.ts';

/** Empties namespaces that are being deleted. Source: k8s.io/kubernetes pkg/controller/namespace. */
export const namespaceLifecycle: Controller<Memory, number> = {
  name: 'namespace-controller',
  watches: ['Namespace'],
  workers: 10,
  // It is allowed far more than others. Source: startModifiedNamespaceController.
  client: { qps: 20 * controllerManagerClient.qps, burst: 100 * controllerManagerClient.burst },
  emptyMemory,
  observe,
  plan,
  react,
  conclude,
  snapshot,
};
