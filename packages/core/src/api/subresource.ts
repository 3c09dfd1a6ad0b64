import type { KindName } from '../cluster/index.ts';
import type { Subresource } from './request.ts';

/** Sub-resources by kind; every kind with a status has `status`. */
export const subresources: Readonly<Record<KindName, readonly Subresource[]>> = {
  Namespace: ['status', 'finalize'],
  Node: ['status'],
  Pod: ['status', 'eviction', 'binding'],
  Service: ['status'],
  StatefulSet: ['status', 'scale'],
  DaemonSet: ['status'],
  ReplicaSet: ['status', 'scale'],
  Deployment: ['status', 'scale'],
  ControllerRevision: [],
  StorageClass: [],
  PersistentVolume: ['status'],
  PersistentVolumeClaim: ['status'],
  VolumeAttachment: ['status'],
  ServiceAccount: [],
  ConfigMap: [],
  Secret: [],
  ClusterRole: [],
  ClusterRoleBinding: [],
  Role: [],
  RoleBinding: [],
  Event: [],
  EndpointSlice: [],
  Endpoints: [],
  PodDisruptionBudget: ['status'],
  PriorityClass: [],
  CSINode: [],
};
