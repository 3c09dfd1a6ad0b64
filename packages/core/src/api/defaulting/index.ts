import type { JsonObject } from '../../engine/index.ts';
import type { KindName } from '../../cluster/index.ts';
import { mapObject } from './container.ts';
import { defaultSecret } from './configuration.ts';
import { defaultEndpoints, defaultEndpointSlice } from './endpoints.ts';
import { defaultPodSpec } from './pod-spec.ts';
import { defaultBinding } from './rbac.ts';
import { defaultService } from './service.ts';
import { defaultClaim, defaultStorageClass, defaultVolume } from './volume.ts';
import { defaultDaemonSet, defaultDeployment, defaultReplicaSet, defaultStatefulSet } from './workload.ts';

/** A decoded object with the defaults of its kind, at creation as at every later write. */
export const withDefaults = (kind: KindName, object: JsonObject): JsonObject => {
  switch (kind) {
    case 'Pod':
      return mapObject(object, 'spec', (spec) => ({ enableServiceLinks: true, ...defaultPodSpec(spec) }));
    case 'Service':
      return defaultService(object);
    case 'StatefulSet':
      return defaultStatefulSet(object);
    case 'DaemonSet':
      return defaultDaemonSet(object);
    case 'ReplicaSet':
      return defaultReplicaSet(object);
    case 'Deployment':
      return defaultDeployment(object);
    case 'StorageClass':
      return defaultStorageClass(object);
    case 'PersistentVolume':
      return defaultVolume(object);
    case 'PersistentVolumeClaim':
      return defaultClaim(object);
    case 'PriorityClass':
      return { preemptionPolicy: 'PreemptLowerPriority', ...object };
    case 'Secret':
      return defaultSecret(object);
    case 'ClusterRoleBinding':
    case 'RoleBinding':
      return defaultBinding(object);
    case 'EndpointSlice':
      return defaultEndpointSlice(object);
    case 'Endpoints':
      return defaultEndpoints(object);
    case 'ServiceAccount':
    case 'ConfigMap':
    case 'ClusterRole':
    case 'Role':
    case 'Namespace':
    case 'Node':
    case 'ControllerRevision':
    case 'VolumeAttachment':
    case 'Event':
    case 'PodDisruptionBudget':
    case 'CSINode':
      return object;
    default:
      return kind satisfies never;
  }
};
