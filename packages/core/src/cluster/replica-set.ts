import { mix, type Body, type JsonObject } from '../engine/index.ts';
import { numberAt, objectAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { readSelector, type LabelSelector } from './selector.ts';
import { oncePerBody } from './template.ts';
import type { Uid } from './uid.ts';
import { readWorkloadConditions, type WorkloadCondition } from './workload-condition.ts';

/** What the controllers read of a ReplicaSet's spec, defaulted. */
export interface ReplicaSetSpec {
  readonly replicas: number;
  readonly selector: LabelSelector;
  readonly minReadyUs: number;
  /** spec.template as given. */
  readonly template: JsonObject;
}

export interface ReplicaSetStatus {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly fullyLabeledReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly terminatingReplicas: number;
  readonly conditions: readonly WorkloadCondition[];
}

export interface ReplicaSetRecord extends ObjectRecord {
  readonly kind: 'ReplicaSet';
  readonly spec: ReplicaSetSpec;
  readonly statusBody: Body;
  readonly status: ReplicaSetStatus;
}

const specOf: (body: Body) => ReplicaSetSpec = oncePerBody((body) => {
  const spec = objectAt(body.json, 'spec');
  return {
    replicas: numberAt(spec, 'replicas') ?? 1,
    selector: readSelector(objectAt(spec, 'selector')),
    minReadyUs: (numberAt(spec, 'minReadySeconds') ?? 0) * 1_000_000,
    template: objectAt(spec, 'template') ?? {},
  };
});

const statusOf: (body: Body) => ReplicaSetStatus = oncePerBody(({ json }) => {
  const count = (member: string): number => numberAt(json, member) ?? 0;
  return {
    observedGeneration: count('observedGeneration'),
    replicas: count('replicas'),
    fullyLabeledReplicas: count('fullyLabeledReplicas'),
    readyReplicas: count('readyReplicas'),
    availableReplicas: count('availableReplicas'),
    terminatingReplicas: count('terminatingReplicas'),
    conditions: readWorkloadConditions(json),
  };
});

export const replicaSetRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  statusBody: Body,
): ReplicaSetRecord => ({
  kind: 'ReplicaSet',
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
