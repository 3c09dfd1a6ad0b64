import { isJsonObject, type Body, type Instant } from '../engine/index.ts';
import { controllerRevisionRecord } from './controller-revision.ts';
import { daemonSetRecord, noDaemonSetStatus, type DaemonSetStatus } from './daemon-set.ts';
import { deploymentRecord } from './deployment.ts';
import type { EventNamed } from './events.ts';
import { flagAt, numberAt, textAt, textListAt } from './field.ts';
import type { KindName } from './kind.ts';
import { metaOf, type Meta } from './meta.ts';
import { nodeRecord } from './node.ts';
import { isPlain, isPlainKind } from './object-record.ts';
import {
  noClaimStatus,
  persistentVolumeClaimRecord,
  volumeNameOf,
  type ClaimPhase,
} from './persistent-volume-claim.ts';
import { claimReferenceOf, persistentVolumeRecord, type VolumePhase } from './persistent-volume.ts';
import { podDisruptionBudgetRecord } from './pod-disruption-budget.ts';
import { podRecord, reportedStatus } from './pod.ts';
import { priorityClassRecord } from './priority-class.ts';
import { replicaSetRecord } from './replica-set.ts';
import { ReportedEventRecord } from './reported-event.ts';
import type { AnyRecord } from './state.ts';
import { noStatefulSetStatus, statefulSetRecord } from './stateful-set.ts';
import { storageClassRecord } from './storage-class.ts';
import { notAttached, volumeAttachmentRecord, type AttachmentStatus } from './volume-attachment.ts';

/** The record of a new object. */
export const created = (kind: KindName, event: EventNamed<'Created'>, position: number, at: Instant): AnyRecord => {
  const { uid, namespace, name, body, args, status } = event;
  const meta: Meta = { namespace, name, ...metaOf(body, args), createdAt: at, generation: 1, deletion: undefined };
  if (isPlainKind(kind)) return { kind, uid, version: position, meta, body, args, fingerprint: body.hash, status };
  switch (kind) {
    case 'Node':
      return nodeRecord(uid, position, meta, body, args, status, undefined, at);
    case 'Pod': {
      const report = { body: status, containerTimes: [], ip: 0, hostIp: '' };
      const node = textAt(body.json, 'spec', 'nodeName') ?? '';
      return podRecord(uid, position, meta, body, args, node, reportedStatus(undefined, report, at));
    }
    case 'StatefulSet':
      return statefulSetRecord(uid, position, meta, body, noStatefulSetStatus);
    case 'DaemonSet':
      return daemonSetRecord(uid, position, meta, body, noDaemonSetStatus);
    case 'ReplicaSet':
      return replicaSetRecord(uid, position, meta, body, status);
    case 'Deployment':
      return deploymentRecord(uid, position, meta, body, status);
    case 'PodDisruptionBudget':
      return podDisruptionBudgetRecord(uid, position, meta, body, status);
    case 'ControllerRevision':
      return controllerRevisionRecord(uid, position, meta, body, args);
    case 'StorageClass':
      return storageClassRecord(uid, position, meta, body);
    case 'PriorityClass':
      return priorityClassRecord(uid, position, meta, body);
    case 'PersistentVolume': {
      const phase = { phase: 'Pending' as const, reason: '', message: '', since: at };
      return persistentVolumeRecord(uid, position, meta, body, claimReferenceOf(body), phase);
    }
    case 'PersistentVolumeClaim':
      return persistentVolumeClaimRecord(uid, position, meta, body, args, volumeNameOf(body), noClaimStatus);
    case 'VolumeAttachment':
      return volumeAttachmentRecord(uid, position, meta, body, notAttached);
    case 'Event': {
      const regarding = { kind: '', namespace, name, uid: 0, fieldPath: '' };
      const rest = { regarding, host: '', durationsUs: [], count: 1, firstAt: at, lastAt: at };
      return new ReportedEventRecord(uid, position, body, args, rest, meta);
    }
    default:
      return kind satisfies never;
  }
};

/** The record after metadata or spec were written: narrow fields are read again from the body, the status stays. */
export const rebuilt = (
  before: AnyRecord,
  { body, args, generation }: Pick<EventNamed<'Updated'>, 'body' | 'args' | 'generation'>,
  position: number,
  at: Instant,
): AnyRecord => remade(before, { ...before.meta, ...metaOf(body, args), generation }, body, args, position, at);

/** The record with other metadata and nothing else changed. */
export const withMeta = (before: AnyRecord, meta: Meta, position: number): AnyRecord => {
  switch (before.kind) {
    case 'PersistentVolume': {
      const { uid, body, claim, status } = before;
      return persistentVolumeRecord(uid, position, meta, body, claim, status);
    }
    case 'Event':
      return before.withMeta(position, meta);
    default:
      return { ...before, meta, version: position };
  }
};

const remade = (
  before: AnyRecord,
  meta: Meta,
  body: Body,
  args: readonly string[],
  position: number,
  at: Instant,
): AnyRecord => {
  const { uid } = before;
  if (isPlain(before)) return { ...before, version: position, meta, body, args, fingerprint: body.hash };
  switch (before.kind) {
    case 'Node':
      // Its status may have holes too, and goes on needing what fills them when an update brings a body without any.
      return nodeRecord(
        uid,
        position,
        meta,
        body,
        args.length === 0 ? before.args : args,
        before.statusBody,
        before,
        at,
      );
    case 'Pod':
      return podRecord(uid, position, meta, body, args, before.node, before.status);
    case 'StatefulSet':
      return statefulSetRecord(uid, position, meta, body, before.status);
    case 'DaemonSet':
      return daemonSetRecord(uid, position, meta, body, before.status);
    case 'ReplicaSet':
      return replicaSetRecord(uid, position, meta, body, before.statusBody);
    case 'Deployment':
      return deploymentRecord(uid, position, meta, body, before.statusBody);
    case 'PodDisruptionBudget':
      return podDisruptionBudgetRecord(uid, position, meta, body, before.statusBody);
    case 'ControllerRevision':
      return controllerRevisionRecord(uid, position, meta, body, args);
    case 'StorageClass':
      return storageClassRecord(uid, position, meta, body);
    case 'PriorityClass':
      return priorityClassRecord(uid, position, meta, body);
    case 'PersistentVolume':
      return persistentVolumeRecord(uid, position, meta, body, claimReferenceOf(body), before.status);
    case 'PersistentVolumeClaim':
      return persistentVolumeClaimRecord(uid, position, meta, body, args, volumeNameOf(body), before.status);
    case 'VolumeAttachment':
      return volumeAttachmentRecord(uid, position, meta, body, before.status);
    case 'Event':
      return new ReportedEventRecord(uid, position, body, args, before, meta);
    default:
      return before satisfies never;
  }
};

/** The record after its status was written as a whole. */
export const withStatus = (before: AnyRecord, status: Body, position: number, at: Instant): AnyRecord => {
  const { uid, meta, body, args } = before;
  const count = (field: string): number => numberAt(status.json, field) ?? 0;
  if (isPlain(before)) return { ...before, version: position, status };
  switch (before.kind) {
    case 'Node':
      return nodeRecord(uid, position, meta, body, args, status, before, at);
    case 'Pod': {
      const { containerTimes, ip, hostIp } = before.status;
      const report = { body: status, containerTimes, ip, hostIp };
      return podRecord(uid, position, meta, body, args, before.node, reportedStatus(before.status, report, at));
    }
    case 'StatefulSet':
      return statefulSetRecord(uid, position, meta, body, {
        observedGeneration: count('observedGeneration'),
        replicas: count('replicas'),
        readyReplicas: count('readyReplicas'),
        availableReplicas: count('availableReplicas'),
        currentReplicas: count('currentReplicas'),
        updatedReplicas: count('updatedReplicas'),
        currentRevision: textAt(status.json, 'currentRevision') ?? '',
        updateRevision: textAt(status.json, 'updateRevision') ?? '',
        collisionCount: count('collisionCount'),
      });
    case 'ReplicaSet':
      return replicaSetRecord(uid, position, meta, body, status);
    case 'Deployment':
      return deploymentRecord(uid, position, meta, body, status);
    case 'PodDisruptionBudget':
      return podDisruptionBudgetRecord(uid, position, meta, body, status);
    case 'DaemonSet':
      return daemonSetRecord(uid, position, meta, body, daemonSetStatusOf(status));
    case 'PersistentVolume': {
      const phase = { phase: phaseOf(status), reason: '', message: '', since: at };
      return persistentVolumeRecord(uid, position, meta, body, before.claim, phase);
    }
    case 'PersistentVolumeClaim':
      return persistentVolumeClaimRecord(uid, position, meta, body, args, before.volumeName, {
        phase: claimPhaseOf(status),
        capacity: textAt(status.json, 'capacity', 'storage') ?? '',
        accessModes: textListAt(status.json, 'accessModes'),
      });
    case 'VolumeAttachment':
      return volumeAttachmentRecord(uid, position, meta, body, attachmentStatusOf(status, at));
    case 'ControllerRevision':
    case 'StorageClass':
    case 'PriorityClass':
    case 'Event':
      return before; // these kinds have no status; the API has no such sub-resource
    default:
      return before satisfies never;
  }
};

const daemonSetStatusOf = (status: Body): DaemonSetStatus => {
  const count = (field: string): number => numberAt(status.json, field) ?? 0;
  return {
    observedGeneration: count('observedGeneration'),
    currentNumberScheduled: count('currentNumberScheduled'),
    numberMisscheduled: count('numberMisscheduled'),
    desiredNumberScheduled: count('desiredNumberScheduled'),
    numberReady: count('numberReady'),
    updatedNumberScheduled: count('updatedNumberScheduled'),
    numberAvailable: count('numberAvailable'),
    numberUnavailable: count('numberUnavailable'),
    collisionCount: count('collisionCount'),
  };
};

const volumePhases: readonly VolumePhase[] = ['Pending', 'Available', 'Bound', 'Released', 'Failed'];

const phaseOf = (status: Body): VolumePhase => {
  const text = isJsonObject(status.json) ? status.json['phase'] : undefined;
  return volumePhases.find((one) => one === text) ?? 'Pending';
};

const claimPhaseOf = (status: Body): ClaimPhase => {
  const text = textAt(status.json, 'phase');
  return text === 'Bound' || text === 'Lost' ? text : 'Pending';
};

const attachmentStatusOf = ({ json }: Body, at: Instant): AttachmentStatus => ({
  attached: flagAt(json, 'attached'),
  attachError: textAt(json, 'attachError', 'message') ?? '',
  detachError: textAt(json, 'detachError', 'message') ?? '',
  errorAt: at,
});
