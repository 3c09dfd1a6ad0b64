/** The control loops, and the registry through which a run gets them. */
export { daemonSetController } from './daemonset/index.ts';
export { garbageCollector } from './garbage-collector/index.ts';
export { kubelet } from './kubelet/index.ts';
export * from './registry.ts';
export { statefulSetController } from './statefulset/index.ts';
