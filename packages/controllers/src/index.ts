/** The control loops, and the registry through which a run gets them. */
export { daemonSetController } from './daemonset/index.ts';
export { endpointSliceController } from './endpoint-slice/index.ts';
export { endpointsController } from './endpoints/index.ts';
export { garbageCollector } from './garbage-collector/index.ts';
export { kubelet } from './kubelet/index.ts';
export { namespaceLifecycle } from './namespace-lifecycle/index.ts';
export { nodeHeartbeat } from './node-heartbeat/index.ts';
export { nodeLifecycle } from './node-lifecycle/index.ts';
export { podGarbageCollector } from './pod-gc/index.ts';
export * from './registry.ts';
export { explainPlacement, type NodeVerdict } from './scheduler/explain.ts';
export { scheduler } from './scheduler/index.ts';
export { serviceAccountController } from './service-account/index.ts';
export { statefulSetController } from './statefulset/index.ts';
export { taintEviction } from './taint-eviction/index.ts';
export { volumeBinder } from './volume-binder/index.ts';
export { volumeProvisioner } from './volume-provisioner/index.ts';
export { claimProtection } from './volume-protection/index.ts';
