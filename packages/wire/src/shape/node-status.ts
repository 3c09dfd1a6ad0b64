import { shape } from '@orrery/core/api';

const { flag, int32, int64, kept, list, quantities, filled, struct, text, time } = shape;

const nodeCondition = struct('NodeCondition', {
  type: kept(text),
  status: kept(text),
  lastHeartbeatTime: time,
  lastTransitionTime: time,
  reason: text,
  message: text,
});

const nodeAddress = struct('NodeAddress', { type: kept(text), address: kept(text) });

const daemonEndpoint = struct('DaemonEndpoint', { Port: kept(int32) });

const nodeDaemonEndpoints = struct('NodeDaemonEndpoints', { kubeletEndpoint: filled(daemonEndpoint) });

const nodeSwapStatus = struct('NodeSwapStatus', { capacity: kept(int64) });

const nodeSystemInfo = struct('NodeSystemInfo', {
  machineID: kept(text),
  systemUUID: kept(text),
  bootID: kept(text),
  kernelVersion: kept(text),
  osImage: kept(text),
  containerRuntimeVersion: kept(text),
  kubeletVersion: kept(text),
  kubeProxyVersion: kept(text),
  operatingSystem: kept(text),
  architecture: kept(text),
  swap: nodeSwapStatus,
});

const containerImage = struct('ContainerImage', { names: kept(list(text)), sizeBytes: int64 });

const attachedVolume = struct('AttachedVolume', { name: kept(text), devicePath: kept(text) });

const configMapNodeConfigSource = struct('ConfigMapNodeConfigSource', {
  namespace: kept(text),
  name: kept(text),
  uid: text,
  resourceVersion: text,
  kubeletConfigKey: kept(text),
});

export const nodeConfigSource = struct('NodeConfigSource', { configMap: configMapNodeConfigSource });

const nodeConfigStatus = struct('NodeConfigStatus', {
  assigned: nodeConfigSource,
  active: nodeConfigSource,
  lastKnownGood: nodeConfigSource,
  error: text,
});

const nodeRuntimeHandlerFeatures = struct('NodeRuntimeHandlerFeatures', {
  recursiveReadOnlyMounts: kept(flag),
  userNamespaces: kept(flag),
});

const nodeRuntimeHandler = struct('NodeRuntimeHandler', { name: kept(text), features: nodeRuntimeHandlerFeatures });

const nodeFeatures = struct('NodeFeatures', { supplementalGroupsPolicy: kept(flag) });

export const nodeStatus = struct('NodeStatus', {
  capacity: quantities,
  allocatable: quantities,
  phase: text,
  conditions: list(nodeCondition, 'type'),
  addresses: list(nodeAddress, 'type'),
  daemonEndpoints: filled(nodeDaemonEndpoints),
  nodeInfo: filled(nodeSystemInfo),
  images: list(containerImage),
  volumesInUse: list(text),
  volumesAttached: list(attachedVolume),
  config: nodeConfigStatus,
  runtimeHandlers: list(nodeRuntimeHandler),
  features: nodeFeatures,
  declaredFeatures: list(text),
});
