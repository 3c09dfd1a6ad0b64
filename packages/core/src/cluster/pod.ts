import { mix, type Body, type Instant } from '../engine/index.ts';
import { readConditions, transitionTimes, type Condition } from './condition.ts';
import { type at, flagAt, listAt, numberAt, objectAt, textAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { podSpecOf, type PodSpec } from './pod-spec.ts';
import { fill, oncePerBody } from './template.ts';
import type { Uid } from './uid.ts';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

/** What a status says without saying when: shared by all pods that are in the same situation. */
export interface PodStatusShape {
  readonly phase: PodPhase;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly conditions: readonly Condition[];
  /** Is condition Ready true? */
  readonly ready: boolean;
  /** Where it stands among the conditions if it is true; else -1. */
  readonly readyIndex: number;
  readonly containers: readonly ContainerStatusShape[];
  readonly initContainers: readonly ContainerStatusShape[];
  readonly nominatedNode: string | undefined;
}

export interface ContainerStatusShape {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly reason: string | undefined;
  readonly exitCode: number | undefined;
}

/** A pod's status: the shape and the instants that go with it. */
export interface PodStatus {
  readonly body: Body;
  readonly shape: PodStatusShape;
  /** When each condition of the shape last changed. */
  readonly conditionTimes: readonly Instant[];
  /** Instants of the containers' states, in the order in which the shape needs them (see pod-object.ts). */
  readonly containerTimes: readonly Instant[];
  /** Since when the pod is Ready; undefined while it is not. */
  readonly readySince: Instant | undefined;
  /** When its kubelet first acknowledged it. */
  readonly startedAt: Instant | undefined;
  /** IPv4 address as a number; 0 for none. */
  readonly ip: number;
  readonly hostIp: string;
}

export interface PodRecord extends ObjectRecord {
  readonly kind: 'Pod';
  readonly spec: PodSpec;
  /** Names of the claims of its volumes, holes filled. */
  readonly claims: readonly string[];
  /** spec.nodeName; empty while it is not scheduled. */
  readonly node: string;
  readonly status: PodStatus;
}

const phases: readonly PodPhase[] = ['Pending', 'Running', 'Succeeded', 'Failed'];

const containerShape = (status: Parameters<typeof at>[0]): ContainerStatusShape => {
  const terminated = objectAt(status, 'state', 'terminated');
  const state = terminated ? 'terminated' : objectAt(status, 'state', 'running') ? 'running' : 'waiting';
  return {
    name: textAt(status, 'name') ?? '',
    ready: flagAt(status, 'ready'),
    restartCount: numberAt(status, 'restartCount') ?? 0,
    state,
    reason: textAt(status, 'state', state, 'reason'),
    exitCode: numberAt(terminated, 'exitCode'),
  };
};

/** Reads a status shape from its body, once for each body. */
export const podStatusShape: (body: Body) => PodStatusShape = oncePerBody((body) => {
  const { json } = body;
  const conditions = readConditions(json);
  const readyIndex = conditions.findIndex(({ type, status }) => type === 'Ready' && status === 'True');
  const phase = textAt(json, 'phase');
  return {
    phase: phases.find((one) => one === phase) ?? 'Unknown',
    reason: textAt(json, 'reason'),
    message: textAt(json, 'message'),
    conditions,
    ready: readyIndex >= 0,
    readyIndex,
    containers: listAt(json, 'containerStatuses').map(containerShape),
    initContainers: listAt(json, 'initContainerStatuses').map(containerShape),
    nominatedNode: textAt(json, 'nominatedNodeName'),
  };
});

/** What a report adds to a shape. */
export interface PodReport {
  readonly body: Body;
  readonly containerTimes: readonly Instant[];
  readonly ip: number;
  readonly hostIp: string;
}

const noConditions: readonly Condition[] = [];

/** The status after a report at `now`: conditions keep their times while they keep their status. */
export const reportedStatus = (before: PodStatus | undefined, report: PodReport, now: Instant): PodStatus => {
  const shape = podStatusShape(report.body);
  const conditionTimes = transitionTimes(
    before?.shape.conditions ?? noConditions,
    before?.conditionTimes ?? [],
    shape.conditions,
    now,
  );
  const ready = shape.readyIndex < 0 ? undefined : conditionTimes[shape.readyIndex];
  return {
    body: report.body,
    shape,
    conditionTimes,
    containerTimes: report.containerTimes,
    readySince: ready,
    startedAt: before?.startedAt ?? (report.hostIp === '' ? undefined : now),
    ip: report.ip,
    hostIp: report.hostIp,
  };
};

export const podRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  args: readonly string[],
  node: string,
  status: PodStatus,
): PodRecord => {
  const spec = podSpecOf(body);
  return {
    kind: 'Pod',
    uid,
    version,
    meta,
    body,
    args,
    fingerprint: mix(mix(mix(body.hash, status.body.hash), node.length), meta.generation),
    spec,
    claims:
      args.length === 0 || spec.claims.length === 0 ? spec.claims : spec.claims.map((claim) => fillClaim(claim, args)),
    node,
    status,
  };
};

const fillClaim = (claim: string, args: readonly string[]): string => {
  const filled = fill(claim, args);
  return typeof filled === 'string' ? filled : claim;
};

/** Succeeded or Failed: the pod will never run again. */
export const isTerminal = (pod: PodRecord): boolean => {
  const { phase } = pod.status.shape;
  return phase === 'Succeeded' || phase === 'Failed';
};

export const isRunningAndReady = (pod: PodRecord): boolean =>
  pod.status.shape.phase === 'Running' && pod.status.shape.ready;

/** Ready for at least minReadySeconds; a pod that is ready but not yet that long becomes so by itself. Source: podutil.IsPodAvailable. */
export const isAvailable = (pod: PodRecord, minReadyUs: number, now: Instant): boolean => {
  const { readySince } = pod.status;
  return readySince !== undefined && (minReadyUs === 0 || readySince + minReadyUs <= now);
};

export const isTerminating = (pod: ObjectRecord): boolean => pod.meta.deletion !== undefined;
