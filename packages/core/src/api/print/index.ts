import type { KindName, Records } from '../../cluster/index.ts';
import type { Columns } from './column.ts';
import { configMapColumns, secretColumns } from './configuration.ts';
import { podDisruptionBudgetColumns } from './disruption.ts';
import { endpointsColumns, endpointSliceColumns } from './endpoints.ts';
import { eventColumns } from './event.ts';
import { nodeColumns } from './node.ts';
import { podColumns } from './pod.ts';
import { priorityClassColumns } from './priority-class.ts';
import { bindingColumns, roleColumns, serviceAccountColumns } from './rbac.ts';
import { namespaceColumns, serviceColumns } from './service.ts';
import {
  csiNodeColumns,
  persistentVolumeClaimColumns,
  persistentVolumeColumns,
  storageClassColumns,
  volumeAttachmentColumns,
} from './volume.ts';
import {
  controllerRevisionColumns,
  daemonSetColumns,
  deploymentColumns,
  replicaSetColumns,
  statefulSetColumns,
} from './workload.ts';

/** The columns of each kind's table. Source: pkg/printers/internalversion/printers.go. */
export const columnsOf: { readonly [Name in keyof Records & KindName]: Columns<Name> } = {
  Namespace: namespaceColumns,
  Node: nodeColumns,
  Pod: podColumns,
  Service: serviceColumns,
  StatefulSet: statefulSetColumns,
  DaemonSet: daemonSetColumns,
  ReplicaSet: replicaSetColumns,
  Deployment: deploymentColumns,
  ControllerRevision: controllerRevisionColumns,
  StorageClass: storageClassColumns,
  PersistentVolume: persistentVolumeColumns,
  PersistentVolumeClaim: persistentVolumeClaimColumns,
  VolumeAttachment: volumeAttachmentColumns,
  ServiceAccount: serviceAccountColumns,
  ConfigMap: configMapColumns,
  Secret: secretColumns,
  ClusterRole: roleColumns,
  ClusterRoleBinding: bindingColumns,
  Role: roleColumns,
  RoleBinding: bindingColumns,
  Event: eventColumns,
  EndpointSlice: endpointSliceColumns,
  Endpoints: endpointsColumns,
  PodDisruptionBudget: podDisruptionBudgetColumns,
  PriorityClass: priorityClassColumns,
  CSINode: csiNodeColumns,
};
