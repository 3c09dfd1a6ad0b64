import { shape } from '@orrery/core/api';

const { int32, int64, kept, list, struct, text, time } = shape;

const statefulSetCondition = struct('StatefulSetCondition', {
  type: kept(text),
  status: kept(text),
  lastTransitionTime: time,
  reason: text,
  message: text,
});

export const statefulSetStatus = struct('StatefulSetStatus', {
  observedGeneration: int64,
  replicas: kept(int32),
  readyReplicas: int32,
  currentReplicas: int32,
  updatedReplicas: int32,
  currentRevision: text,
  updateRevision: text,
  collisionCount: kept(int32),
  conditions: list(statefulSetCondition, 'type'),
  availableReplicas: kept(int32),
});

const daemonSetCondition = struct('DaemonSetCondition', {
  type: kept(text),
  status: kept(text),
  lastTransitionTime: time,
  reason: text,
  message: text,
});

export const daemonSetStatus = struct('DaemonSetStatus', {
  currentNumberScheduled: kept(int32),
  numberMisscheduled: kept(int32),
  desiredNumberScheduled: kept(int32),
  numberReady: kept(int32),
  observedGeneration: int64,
  updatedNumberScheduled: int32,
  numberAvailable: int32,
  numberUnavailable: int32,
  collisionCount: kept(int32),
  conditions: list(daemonSetCondition, 'type'),
});

const replicaSetCondition = struct('ReplicaSetCondition', {
  type: kept(text),
  status: kept(text),
  lastTransitionTime: time,
  reason: text,
  message: text,
});

export const replicaSetStatus = struct('ReplicaSetStatus', {
  replicas: kept(int32),
  fullyLabeledReplicas: int32,
  readyReplicas: int32,
  availableReplicas: int32,
  terminatingReplicas: kept(int32),
  observedGeneration: int64,
  conditions: list(replicaSetCondition, 'type'),
});

const deploymentCondition = struct('DeploymentCondition', {
  type: kept(text),
  status: kept(text),
  lastUpdateTime: time,
  lastTransitionTime: time,
  reason: text,
  message: text,
});

export const deploymentStatus = struct('DeploymentStatus', {
  observedGeneration: int64,
  replicas: int32,
  updatedReplicas: int32,
  readyReplicas: int32,
  availableReplicas: int32,
  unavailableReplicas: int32,
  terminatingReplicas: kept(int32),
  conditions: list(deploymentCondition, 'type'),
  collisionCount: kept(int32),
});
