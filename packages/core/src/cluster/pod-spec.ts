import type { Body, Json } from '../engine/index.ts';
import { flagAt, listAt, numberAt, objectAt, textAt, textsAt } from './field.ts';
import type { StringMap } from './meta.ts';
import { addRequests, maxRequests, noRequests, readAmounts, readRequests, type Requests } from './requests.ts';
import { readToleration, type Toleration } from './taint.ts';
import { oncePerBody } from './template.ts';

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  /** `Always`, `IfNotPresent` or `Never`. */
  readonly imagePullPolicy: string;
  readonly requests: Requests;
  readonly hostPorts: readonly HostPort[];
  /** Init containers only: `Always` makes it a sidecar. */
  readonly restartPolicy: string | undefined;
  /** The whole container as given, for what is read rarely (probes, lifecycle). */
  readonly json: Json;
}

export interface HostPort {
  readonly port: number;
  readonly protocol: string;
  readonly hostIp: string;
}

/** What controllers read of a pod's spec. Texts may still have holes where the pod is made from a template. */
export interface PodSpec {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers: readonly ContainerSpec[];
  readonly restartPolicy: string;
  readonly terminationGracePeriodSeconds: number;
  readonly nodeSelector: StringMap;
  /** spec.affinity as given; the scheduler and the DaemonSet controller read it. */
  readonly affinity: Json | undefined;
  readonly tolerations: readonly Toleration[];
  /** Names of the claims that its volumes use, in the order of the volumes. */
  readonly claims: readonly string[];
  /** What the pod takes of its node. */
  readonly requests: Requests;
  readonly priority: number;
  readonly schedulerName: string;
  readonly schedulingGates: readonly string[];
  readonly hostNetwork: boolean;
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
}

const hostPort = (port: Json): HostPort | undefined => {
  const number = numberAt(port, 'hostPort');
  if (number === undefined || number === 0) return undefined;
  return { port: number, protocol: textAt(port, 'protocol') ?? 'TCP', hostIp: textAt(port, 'hostIP') ?? '' };
};

const container = (json: Json): ContainerSpec => ({
  name: textAt(json, 'name') ?? '',
  image: textAt(json, 'image') ?? '',
  imagePullPolicy: textAt(json, 'imagePullPolicy') ?? 'IfNotPresent',
  requests: readRequests(json),
  hostPorts: listAt(json, 'ports').flatMap((port) => hostPort(port) ?? []),
  restartPolicy: textAt(json, 'restartPolicy'),
  json,
});

/**
 * What a pod takes: all its containers and sidecars together, or, if that is more, an init container and the sidecars started before
 * it; and the overhead. Source: k8s.io/component-helpers, resource.PodRequests.
 */
const podRequests = (
  containers: readonly ContainerSpec[],
  initContainers: readonly ContainerSpec[],
  overhead: Requests,
): Requests => {
  let sidecars = noRequests;
  let starting = noRequests;
  for (const { requests, restartPolicy } of initContainers) {
    if (restartPolicy === 'Always') sidecars = addRequests(sidecars, requests);
    starting = maxRequests(starting, restartPolicy === 'Always' ? sidecars : addRequests(sidecars, requests));
  }
  const running = containers.reduce((sum, one) => addRequests(sum, one.requests), sidecars);
  return addRequests(maxRequests(running, starting), overhead);
};

/** The facts of a pod spec, given as the `spec` member of a pod or of a pod template. */
export const readPodSpec = (spec: Json | undefined): PodSpec => {
  const containers = listAt(spec, 'containers').map(container);
  const initContainers = listAt(spec, 'initContainers').map(container);
  return {
    containers,
    initContainers,
    restartPolicy: textAt(spec, 'restartPolicy') ?? 'Always',
    terminationGracePeriodSeconds: numberAt(spec, 'terminationGracePeriodSeconds') ?? 30,
    nodeSelector: textsAt(spec, 'nodeSelector'),
    affinity: objectAt(spec, 'affinity'),
    tolerations: listAt(spec, 'tolerations').map(readToleration),
    claims: listAt(spec, 'volumes').flatMap((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? []),
    requests: podRequests(containers, initContainers, readAmounts(textsAt(spec, 'overhead'))),
    priority: numberAt(spec, 'priority') ?? 0,
    schedulerName: textAt(spec, 'schedulerName') ?? 'default-scheduler',
    schedulingGates: listAt(spec, 'schedulingGates').flatMap((gate) => textAt(gate, 'name') ?? []),
    hostNetwork: flagAt(spec, 'hostNetwork'),
    hostname: textAt(spec, 'hostname'),
    subdomain: textAt(spec, 'subdomain'),
  };
};

/** The spec facts of a pod's body, computed once for all pods of a template. */
export const podSpecOf: (body: Body) => PodSpec = oncePerBody((body) => readPodSpec(objectAt(body.json, 'spec')));
