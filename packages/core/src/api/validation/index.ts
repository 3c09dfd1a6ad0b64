import type { JsonObject } from '../../engine/index.ts';
import { numberAt, objectAt, type KindName } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { isUntouched } from '../untouched.ts';
import { validateConfigMap, validateConfigMapUpdate, validateSecret, validateSecretUpdate } from './configuration.ts';
import { validateBudget, validateBudgetStatus } from './disruption.ts';
import { validateEndpoints, validateEndpointSlice, validateEndpointSliceUpdate } from './endpoints.ts';
import { invalidValue, notNegative } from './field.ts';
import { validateMetadata, validateMetadataUpdate } from './metadata.ts';
import { validatePod, validatePodUpdate } from './pod.ts';
import { validatePriorityClass, validatePriorityClassUpdate } from './priority-class.ts';
import { validateBinding, validateBindingUpdate, validateRole } from './rbac.ts';
import { validateCsiNode } from './csi-node.ts';
import { validateTaints } from './scheduling.ts';
import { validateService, validateServiceUpdate } from './service.ts';
import { validateAttachment, validateAttachmentUpdate } from './volume-attachment.ts';
import {
  validateClaim,
  validateClaimUpdate,
  validateStorageClass,
  validateStorageClassUpdate,
  validateVolume,
  validateVolumeUpdate,
} from './volume.ts';
import { validateDeployment, validateReplicaSet, validateSelectorUpdate } from './replica-workload.ts';
import {
  validateControllerRevision,
  validateControllerRevisionUpdate,
  validateDaemonSet,
  validateDaemonSetUpdate,
  validateStatefulSet,
  validateStatefulSetUpdate,
} from './workload.ts';

type Check = (object: JsonObject) => readonly Cause[];
type UpdateCheck = (object: JsonObject, before: JsonObject) => readonly Cause[];

const nothing = (): readonly Cause[] => [];

/** What is checked of each kind beside its metadata: of every object, and of what an update makes of one. */
const checks: Readonly<Record<KindName, { readonly always: Check; readonly update: UpdateCheck }>> = {
  Namespace: { always: nothing, update: nothing },
  Node: { always: (object) => validateTaints(objectAt(object, 'spec') ?? {}, 'spec'), update: nothing },
  Pod: { always: validatePod, update: validatePodUpdate },
  Service: { always: validateService, update: validateServiceUpdate },
  StatefulSet: { always: validateStatefulSet, update: validateStatefulSetUpdate },
  DaemonSet: { always: validateDaemonSet, update: validateDaemonSetUpdate },
  ReplicaSet: { always: validateReplicaSet, update: validateSelectorUpdate },
  Deployment: { always: validateDeployment, update: validateSelectorUpdate },
  ControllerRevision: { always: validateControllerRevision, update: validateControllerRevisionUpdate },
  StorageClass: { always: validateStorageClass, update: validateStorageClassUpdate },
  PersistentVolume: { always: validateVolume, update: validateVolumeUpdate },
  PersistentVolumeClaim: { always: validateClaim, update: validateClaimUpdate },
  VolumeAttachment: { always: validateAttachment, update: validateAttachmentUpdate },
  ServiceAccount: { always: nothing, update: nothing },
  ConfigMap: { always: validateConfigMap, update: validateConfigMapUpdate },
  Secret: { always: validateSecret, update: validateSecretUpdate },
  ClusterRole: { always: (object) => validateRole(object, false), update: nothing },
  ClusterRoleBinding: { always: (object) => validateBinding(object, false), update: validateBindingUpdate },
  Role: { always: (object) => validateRole(object, true), update: nothing },
  RoleBinding: { always: (object) => validateBinding(object, true), update: validateBindingUpdate },
  Event: { always: nothing, update: nothing },
  EndpointSlice: { always: validateEndpointSlice, update: validateEndpointSliceUpdate },
  Endpoints: { always: validateEndpoints, update: nothing },
  PodDisruptionBudget: { always: validateBudget, update: nothing },
  CSINode: { always: validateCsiNode, update: nothing },
  PriorityClass: { always: validatePriorityClass, update: validatePriorityClassUpdate },
};

/** What is wrong with a new object, defaulted; empty when nothing is. */
export const validate = (kind: KindName, object: JsonObject): readonly Cause[] => [
  ...validateMetadata(kind, object),
  ...checks[kind].always(object),
];

/** What is wrong with a changed object: `before` is the stored one. */
export const validateUpdate = (kind: KindName, object: JsonObject, before: JsonObject): readonly Cause[] => [
  ...validateMetadataUpdate(kind, object, before),
  ...(isUntouched(object, before) ? [] : [...checks[kind].always(object), ...checks[kind].update(object, before)]),
];

const bounded = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'];

/** What is wrong with a StatefulSet's status. Source: ValidateStatefulSetStatus. */
export const validateSetStatus = (status: JsonObject): readonly Cause[] => {
  const replicas = numberAt(status, 'replicas') ?? 0;
  const over = bounded.filter((member) => (numberAt(status, member) ?? 0) > replicas);
  return [
    ...['replicas', ...bounded].flatMap((member) => notNegative(`status.${member}`, numberAt(status, member))),
    ...over.map((member) =>
      invalidValue(`status.${member}`, numberAt(status, member), 'cannot be greater than status.replicas'),
    ),
  ];
};

/** What is wrong with an object of which the status is written. */
export const validateStatus = (kind: KindName, object: JsonObject, before: JsonObject): readonly Cause[] => {
  const metadata = validateMetadataUpdate(kind, object, before);
  if (kind === 'PodDisruptionBudget') return [...validateBudgetStatus(object), ...metadata];
  if (kind !== 'StatefulSet') return metadata;
  return [...validateSetStatus(objectAt(object, 'status') ?? {}), ...metadata];
};
