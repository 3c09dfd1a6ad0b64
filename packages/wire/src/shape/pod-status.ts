import { resourceRequirements, shape } from '@orrery/core/api';

const { asSet, filled, flag, int32, int64, kept, keyedBy, list, quantities, struct, text, time } = shape;

const podCondition = struct('PodCondition', {
  type: kept(text),
  observedGeneration: int64,
  status: kept(text),
  lastProbeTime: time,
  lastTransitionTime: time,
  reason: text,
  message: text,
});

const hostIP = struct('HostIP', { ip: kept(text) });

const podIP = struct('PodIP', { ip: kept(text) });

const containerStateWaiting = struct('ContainerStateWaiting', { reason: text, message: text });

const containerStateRunning = struct('ContainerStateRunning', { startedAt: time });

const containerStateTerminated = struct('ContainerStateTerminated', {
  exitCode: kept(int32),
  signal: int32,
  reason: text,
  message: text,
  startedAt: time,
  finishedAt: time,
  containerID: text,
});

const containerState = struct('ContainerState', {
  waiting: containerStateWaiting,
  running: containerStateRunning,
  terminated: containerStateTerminated,
});

const volumeMountStatus = struct('VolumeMountStatus', {
  name: kept(text),
  mountPath: kept(text),
  readOnly: flag,
  recursiveReadOnly: kept(text),
  volumeStatus: struct('VolumeStatus', { image: struct('ImageVolumeStatus', { imageRef: text }) }),
});

const linuxContainerUser = struct('LinuxContainerUser', {
  uid: kept(int64),
  gid: kept(int64),
  supplementalGroups: list(int64),
});

const containerUser = struct('ContainerUser', { linux: linuxContainerUser });

const resourceHealth = struct('ResourceHealth', { resourceID: kept(text), health: text, message: kept(text) });

const resourceStatus = struct('ResourceStatus', {
  name: kept(text),
  resources: keyedBy(list(resourceHealth), 'resourceID'),
});

const containerStatus = struct('ContainerStatus', {
  name: kept(text),
  state: filled(containerState),
  lastState: filled(containerState),
  ready: kept(flag),
  restartCount: kept(int32),
  image: kept(text),
  imageID: kept(text),
  containerID: text,
  started: kept(flag),
  allocatedResources: quantities,
  resources: resourceRequirements,
  volumeMounts: list(volumeMountStatus, 'mountPath'),
  user: containerUser,
  allocatedResourcesStatus: list(resourceStatus, 'name'),
  stopSignal: kept(text),
});

const podResourceClaimStatus = struct('PodResourceClaimStatus', { name: kept(text), resourceClaimName: kept(text) });

const containerExtendedResourceRequest = struct('ContainerExtendedResourceRequest', {
  containerName: kept(text),
  resourceName: kept(text),
  requestName: kept(text),
});

const podExtendedResourceClaimStatus = struct('PodExtendedResourceClaimStatus', {
  requestMappings: kept(list(containerExtendedResourceRequest)),
  resourceClaimName: kept(text),
});

const nodeAllocatableResourceClaimStatus = struct('NodeAllocatableResourceClaimStatus', {
  resourceClaimName: kept(text),
  containers: asSet(list(text)),
  resources: kept(quantities),
});

export const podStatus = struct('PodStatus', {
  observedGeneration: int64,
  phase: text,
  conditions: list(podCondition, 'type'),
  message: text,
  reason: text,
  nominatedNodeName: text,
  hostIP: text,
  // Managers of fields own it as a whole, though patches merge it.
  hostIPs: keyedBy(list(hostIP, 'ip')),
  podIP: text,
  podIPs: list(podIP, 'ip'),
  startTime: time,
  initContainerStatuses: list(containerStatus),
  containerStatuses: list(containerStatus),
  qosClass: text,
  ephemeralContainerStatuses: list(containerStatus),
  resize: text,
  resourceClaimStatuses: list(podResourceClaimStatus, 'name'),
  extendedResourceClaimStatus: podExtendedResourceClaimStatus,
  allocatedResources: quantities,
  resources: resourceRequirements,
  nodeAllocatableResourceClaimStatuses: list(nodeAllocatableResourceClaimStatus),
});
