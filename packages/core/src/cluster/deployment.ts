import { mix, type Body, type Json, type JsonObject } from '../engine/index.ts';
import { at, flagAt, numberAt, objectAt, textAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { readSelector, type LabelSelector } from './selector.ts';
import { oncePerBody } from './template.ts';
import type { Uid } from './uid.ts';
import { readWorkloadConditions, type WorkloadCondition } from './workload-condition.ts';

/** What the controller reads of a Deployment's spec, defaulted. */
export interface DeploymentSpec {
  readonly replicas: number;
  readonly selector: LabelSelector;
  /** spec.selector as given: its ReplicaSets get it too. */
  readonly selectorJson: JsonObject;
  readonly strategy: 'RollingUpdate' | 'Recreate';
  /** Numbers or percentages of the replicas. */
  readonly maxSurge: Json;
  readonly maxUnavailable: Json;
  readonly minReadySeconds: number;
  readonly revisionHistoryLimit: number;
  readonly paused: boolean;
  /** Seconds without progress after which a rollout counts as failed. */
  readonly progressDeadlineSeconds: number;
  /** spec.template as given. */
  readonly template: JsonObject;
}

export interface DeploymentStatus {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly unavailableReplicas: number;
  readonly terminatingReplicas: number;
  readonly collisionCount: number;
  readonly conditions: readonly WorkloadCondition[];
}

export interface DeploymentRecord extends ObjectRecord {
  readonly kind: 'Deployment';
  readonly spec: DeploymentSpec;
  readonly statusBody: Body;
  readonly status: DeploymentStatus;
}

/** The longest deadline: it never comes. Source: HasProgressDeadline. */
export const noProgressDeadline = 0x7fff_ffff;

const specOf: (body: Body) => DeploymentSpec = oncePerBody((body) => {
  const spec = objectAt(body.json, 'spec');
  const rolling = objectAt(spec, 'strategy', 'rollingUpdate');
  return {
    replicas: numberAt(spec, 'replicas') ?? 1,
    selector: readSelector(objectAt(spec, 'selector')),
    selectorJson: objectAt(spec, 'selector') ?? {},
    strategy: textAt(spec, 'strategy', 'type') === 'Recreate' ? 'Recreate' : 'RollingUpdate',
    maxSurge: at(rolling, 'maxSurge') ?? '25%',
    maxUnavailable: at(rolling, 'maxUnavailable') ?? '25%',
    minReadySeconds: numberAt(spec, 'minReadySeconds') ?? 0,
    revisionHistoryLimit: numberAt(spec, 'revisionHistoryLimit') ?? 10,
    paused: flagAt(spec, 'paused'),
    progressDeadlineSeconds: numberAt(spec, 'progressDeadlineSeconds') ?? 600,
    template: objectAt(spec, 'template') ?? {},
  };
});

const statusOf: (body: Body) => DeploymentStatus = oncePerBody(({ json }) => {
  const count = (member: string): number => numberAt(json, member) ?? 0;
  return {
    observedGeneration: count('observedGeneration'),
    replicas: count('replicas'),
    updatedReplicas: count('updatedReplicas'),
    readyReplicas: count('readyReplicas'),
    availableReplicas: count('availableReplicas'),
    unavailableReplicas: count('unavailableReplicas'),
    terminatingReplicas: count('terminatingReplicas'),
    collisionCount: count('collisionCount'),
    conditions: readWorkloadConditions(json),
  };
});

export const deploymentRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  statusBody: Body,
): DeploymentRecord => ({
  kind: 'Deployment',
  uid,
  version,
  meta,
  body,
  args: [],
  fingerprint: mix(body.hash, statusBody.hash),
  spec: specOf(body),
  statusBody,
  status: statusOf(statusBody),
});
