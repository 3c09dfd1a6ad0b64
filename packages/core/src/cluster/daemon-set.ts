import { mix, type Body, type Json, type JsonObject } from '../engine/index.ts';
import { at, numberAt, objectAt, textAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { readPodSpec, type PodSpec } from './pod-spec.ts';
import { readSelector, type LabelSelector } from './selector.ts';
import { oncePerBody } from './template.ts';
import type { Uid } from './uid.ts';

/** What the controller reads of a DaemonSet's spec, defaulted. */
export interface DaemonSetSpec {
  readonly selector: LabelSelector;
  readonly updateStrategy: 'RollingUpdate' | 'OnDelete';
  /** Numbers, or percentages of the desired number. */
  readonly maxUnavailable: Json;
  readonly maxSurge: Json;
  readonly minReadyUs: number;
  readonly revisionHistoryLimit: number;
  /** spec.template as given. */
  readonly template: JsonObject;
  /** The facts of the template's pod spec. */
  readonly pod: PodSpec;
  /** template.spec.nodeName, which pins all of it to one node. */
  readonly nodeName: string;
}

export interface DaemonSetStatus {
  readonly observedGeneration: number;
  readonly currentNumberScheduled: number;
  readonly numberMisscheduled: number;
  readonly desiredNumberScheduled: number;
  readonly numberReady: number;
  readonly updatedNumberScheduled: number;
  readonly numberAvailable: number;
  readonly numberUnavailable: number;
  readonly collisionCount: number;
}

export interface DaemonSetRecord extends ObjectRecord {
  readonly kind: 'DaemonSet';
  readonly spec: DaemonSetSpec;
  readonly status: DaemonSetStatus;
}

export const noDaemonSetStatus: DaemonSetStatus = {
  observedGeneration: 0,
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
  updatedNumberScheduled: 0,
  numberAvailable: 0,
  numberUnavailable: 0,
  collisionCount: 0,
};

export const daemonSetSpecOf: (body: Body) => DaemonSetSpec = oncePerBody((body) => {
  const spec = objectAt(body.json, 'spec');
  const template = objectAt(spec, 'template') ?? {};
  return {
    selector: readSelector(objectAt(spec, 'selector')),
    updateStrategy: textAt(spec, 'updateStrategy', 'type') === 'OnDelete' ? 'OnDelete' : 'RollingUpdate',
    maxUnavailable: at(spec, 'updateStrategy', 'rollingUpdate', 'maxUnavailable') ?? 1,
    maxSurge: at(spec, 'updateStrategy', 'rollingUpdate', 'maxSurge') ?? 0,
    minReadyUs: (numberAt(spec, 'minReadySeconds') ?? 0) * 1_000_000,
    revisionHistoryLimit: numberAt(spec, 'revisionHistoryLimit') ?? 10,
    template,
    pod: readPodSpec(objectAt(template, 'spec')),
    nodeName: textAt(template, 'spec', 'nodeName') ?? '',
  };
});

export const daemonSetRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  status: DaemonSetStatus,
): DaemonSetRecord => ({
  kind: 'DaemonSet',
  uid,
  version,
  meta,
  body,
  args: [],
  fingerprint: mix(mix(mix(body.hash, status.currentNumberScheduled), status.numberReady), status.numberAvailable),
  spec: daemonSetSpecOf(body),
  status,
});
