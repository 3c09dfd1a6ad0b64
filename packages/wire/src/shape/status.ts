import { shape } from '@orrery/core/api';

const { filled, flag, int32, int64, kept, list, map, quantities, struct, text, texts, time } = shape;

const namespaceCondition = struct('NamespaceCondition', {
  type: kept(text),
  status: kept(text),
  lastTransitionTime: time,
  reason: text,
  message: text,
});

export const namespaceStatus = struct('NamespaceStatus', { phase: text, conditions: list(namespaceCondition, 'type') });

const portStatus = struct('PortStatus', { port: kept(int32), protocol: kept(text), error: kept(text) });

const loadBalancerIngress = struct('LoadBalancerIngress', {
  ip: text,
  hostname: text,
  ipMode: kept(text),
  ports: list(portStatus),
});

const loadBalancerStatus = struct('LoadBalancerStatus', { ingress: list(loadBalancerIngress) });

const condition = struct('Condition', {
  type: kept(text),
  status: kept(text),
  observedGeneration: int64,
  lastTransitionTime: time,
  reason: kept(text),
  message: kept(text),
});

export const serviceStatus = struct('ServiceStatus', {
  loadBalancer: filled(loadBalancerStatus),
  conditions: list(condition, 'type'),
});

export const persistentVolumeStatus = struct('PersistentVolumeStatus', {
  phase: text,
  message: text,
  reason: text,
  lastPhaseTransitionTime: time,
});

const persistentVolumeClaimCondition = struct('PersistentVolumeClaimCondition', {
  type: kept(text),
  status: kept(text),
  lastProbeTime: time,
  lastTransitionTime: time,
  reason: text,
  message: text,
});

const modifyVolumeStatus = struct('ModifyVolumeStatus', { targetVolumeAttributesClassName: text, status: kept(text) });

export const persistentVolumeClaimStatus = struct('PersistentVolumeClaimStatus', {
  phase: text,
  accessModes: list(text),
  capacity: quantities,
  conditions: list(persistentVolumeClaimCondition, 'type'),
  allocatedResources: quantities,
  allocatedResourceStatuses: texts,
  currentVolumeAttributesClassName: kept(text),
  modifyVolumeStatus: modifyVolumeStatus,
});

const volumeError = struct('VolumeError', { time, message: text, errorCode: kept(int32) });

export const volumeAttachmentStatus = struct('VolumeAttachmentStatus', {
  attached: kept(flag),
  attachmentMetadata: texts,
  attachError: volumeError,
  detachError: volumeError,
});

export const podDisruptionBudgetStatus = struct('PodDisruptionBudgetStatus', {
  observedGeneration: int64,
  disruptedPods: map(time),
  disruptionsAllowed: kept(int32),
  currentHealthy: kept(int32),
  desiredHealthy: kept(int32),
  expectedPods: kept(int32),
  conditions: list(condition, 'type'),
});
