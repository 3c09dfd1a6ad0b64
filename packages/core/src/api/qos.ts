import { textsAt, type ContainerSpec, type PodSpec } from '../cluster/index.ts';

const counted = ['cpu', 'memory'] as const;

const isGuaranteed = ({ json }: ContainerSpec): boolean => {
  const limits = textsAt(json, 'resources', 'limits');
  const requests = { ...limits, ...textsAt(json, 'resources', 'requests') };
  return counted.every((name) => limits[name] !== undefined && requests[name] === limits[name]);
};

const isBestEffort = ({ json }: ContainerSpec): boolean => {
  const asked = { ...textsAt(json, 'resources', 'limits'), ...textsAt(json, 'resources', 'requests') };
  return counted.every((name) => asked[name] === undefined);
};

/** The quality-of-service class of a pod. Source: k8s.io/kubernetes pkg/apis/core/helper/qos. */
export const qosClass = ({ containers, initContainers }: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' => {
  const all = [...initContainers, ...containers];
  if (all.every(isBestEffort)) return 'BestEffort';
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
};
