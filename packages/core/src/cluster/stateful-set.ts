import { mix, type Body } from '../engine/index.ts';
import { listAt, numberAt, objectAt, textAt } from './field.ts';
import { at } from './field.ts';
import type { Json, JsonObject } from '../engine/index.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { readSelector, type LabelSelector } from './selector.ts';
import { oncePerBody } from './template.ts';
import type { Uid } from './uid.ts';

/** spec.updateStrategy of a StatefulSet. */
export interface StatefulSetUpdateStrategy {
  readonly type: 'RollingUpdate' | 'OnDelete';
  /** Is the `rollingUpdate` block there? Defaulting fills it only where the type was empty, and the two behave differently. */
  readonly block: boolean;
  readonly partition: number;
  /** A number or a percentage; undefined when not set. */
  readonly maxUnavailable: Json | undefined;
}

export type Retention = 'Retain' | 'Delete';

/** What the controller reads of a StatefulSet's spec, defaulted. */
export interface StatefulSetSpec {
  readonly replicas: number;
  readonly selector: LabelSelector;
  readonly serviceName: string;
  /** spec.ordinals.start. */
  readonly start: number;
  /** podManagementPolicy is not Parallel. */
  readonly ordered: boolean;
  readonly minReadyUs: number;
  readonly updateStrategy: StatefulSetUpdateStrategy;
  /** Negative: unlimited. */
  readonly revisionHistoryLimit: number;
  readonly whenDeleted: Retention;
  readonly whenScaled: Retention;
  /** spec.template as given. */
  readonly template: JsonObject;
  /** spec.volumeClaimTemplates as given. */
  readonly claimTemplates: readonly Json[];
}

export interface StatefulSetStatus {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly currentReplicas: number;
  readonly updatedReplicas: number;
  readonly currentRevision: string;
  readonly updateRevision: string;
  readonly collisionCount: number;
}

export interface StatefulSetRecord extends ObjectRecord {
  readonly kind: 'StatefulSet';
  readonly spec: StatefulSetSpec;
  readonly status: StatefulSetStatus;
}

export const noStatefulSetStatus: StatefulSetStatus = {
  observedGeneration: 0,
  replicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  currentReplicas: 0,
  updatedReplicas: 0,
  currentRevision: '',
  updateRevision: '',
  collisionCount: 0,
};

const retention = (spec: Json | undefined, when: string): Retention =>
  textAt(spec, 'persistentVolumeClaimRetentionPolicy', when) === 'Delete' ? 'Delete' : 'Retain';

export const statefulSetSpecOf: (body: Body) => StatefulSetSpec = oncePerBody((body) => {
  const spec = objectAt(body.json, 'spec');
  return {
    replicas: numberAt(spec, 'replicas') ?? 1,
    selector: readSelector(objectAt(spec, 'selector')),
    serviceName: textAt(spec, 'serviceName') ?? '',
    start: numberAt(spec, 'ordinals', 'start') ?? 0,
    ordered: textAt(spec, 'podManagementPolicy') !== 'Parallel',
    minReadyUs: (numberAt(spec, 'minReadySeconds') ?? 0) * 1_000_000,
    updateStrategy: {
      type: textAt(spec, 'updateStrategy', 'type') === 'OnDelete' ? 'OnDelete' : 'RollingUpdate',
      block: objectAt(spec, 'updateStrategy', 'rollingUpdate') !== undefined,
      partition: numberAt(spec, 'updateStrategy', 'rollingUpdate', 'partition') ?? 0,
      maxUnavailable: at(spec, 'updateStrategy', 'rollingUpdate', 'maxUnavailable'),
    },
    revisionHistoryLimit: numberAt(spec, 'revisionHistoryLimit') ?? 10,
    whenDeleted: retention(spec, 'whenDeleted'),
    whenScaled: retention(spec, 'whenScaled'),
    template: objectAt(spec, 'template') ?? {},
    claimTemplates: listAt(spec, 'volumeClaimTemplates'),
  };
});

export const statefulSetRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  status: StatefulSetStatus,
): StatefulSetRecord => ({
  kind: 'StatefulSet',
  uid,
  version,
  meta,
  body,
  args: [],
  fingerprint: mix(mix(mix(body.hash, status.replicas), status.readyReplicas), status.updatedReplicas),
  spec: statefulSetSpecOf(body),
  status,
});
