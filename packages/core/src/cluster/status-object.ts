import { hashString, isJsonObject, mix, type Instant, type Json, type JsonObject } from '../engine/index.ts';
import type { DaemonSetRecord } from './daemon-set.ts';
import { at, listAt, numberAt, textAt } from './field.ts';
import type { NodeRecord } from './node.ts';
import { isPlain, type PlainRecord } from './object-record.ts';
import { budgetStatusObject } from './pod-disruption-budget.ts';
import type { PodRecord } from './pod.ts';
import type { AnyRecord } from './state.ts';
import { fill } from './template.ts';
import { uuidOf, type Uid } from './uid.ts';
import type { VolumeAttachmentRecord } from './volume-attachment.ts';
import { timestamp, type Epoch } from './wall-clock.ts';
import { withTimestamps } from './workload-condition.ts';

/** Of the plain kinds only these have a status. */
const plainStatusObject = (record: PlainRecord, epoch: Epoch): JsonObject | undefined => {
  if (record.kind !== 'Namespace' && record.kind !== 'Service') return undefined;
  const status = isJsonObject(record.status?.json) ? record.status.json : {};
  const leaving = record.kind === 'Namespace' && record.meta.deletion !== undefined;
  return withTimestamps(leaving ? { ...status, phase: 'Terminating' } : status, epoch);
};

/** The status member of an object, or undefined for kinds that have none. */
export const statusObject = (record: AnyRecord, epoch: Epoch): JsonObject | undefined => {
  if (isPlain(record)) return plainStatusObject(record, epoch);
  switch (record.kind) {
    case 'Pod':
      return podStatusObject(record, epoch);
    case 'Node':
      return nodeStatusObject(record, epoch);
    case 'StatefulSet': {
      const { collisionCount, currentRevision, updateRevision, ...counts } = record.status;
      return {
        ...withoutZeros(counts, ['replicas', 'availableReplicas']),
        ...(currentRevision === '' ? {} : { currentRevision }),
        ...(updateRevision === '' ? {} : { updateRevision }),
        ...(counts.observedGeneration === 0 ? {} : { collisionCount }),
      };
    }
    case 'DaemonSet':
      return daemonSetStatusObject(record);
    case 'ReplicaSet':
    case 'Deployment':
      return withTimestamps(isJsonObject(record.statusBody.json) ? record.statusBody.json : {}, epoch);
    case 'PodDisruptionBudget':
      return budgetStatusObject(record, epoch);
    case 'PersistentVolume': {
      const { phase, reason, message, since } = record.status;
      return {
        phase,
        ...(message === '' ? {} : { message }),
        ...(reason === '' ? {} : { reason }),
        lastPhaseTransitionTime: timestamp(epoch, since),
      };
    }
    case 'PersistentVolumeClaim': {
      const { phase, capacity, accessModes } = record.status;
      return {
        phase,
        ...(accessModes.length === 0 ? {} : { accessModes }),
        ...(capacity === '' ? {} : { capacity: { storage: capacity } }),
      };
    }
    case 'VolumeAttachment':
      return attachmentStatusObject(record, epoch);
    case 'ControllerRevision':
    case 'StorageClass':
    case 'PriorityClass':
    case 'Event':
      return undefined;
    default:
      return record satisfies never;
  }
};

const daemonSetStatusObject = ({ status }: DaemonSetRecord): JsonObject => {
  const { collisionCount, ...counts } = status;
  return {
    ...withoutZeros(counts, ['currentNumberScheduled', 'desiredNumberScheduled', 'numberMisscheduled', 'numberReady']),
    ...(collisionCount === 0 ? {} : { collisionCount }),
  };
};

const attachmentStatusObject = ({ status }: VolumeAttachmentRecord, epoch: Epoch): JsonObject => {
  const { attached, attachError, detachError, errorAt } = status;
  const error = (message: string): JsonObject => ({ message, time: timestamp(epoch, errorAt) });
  return {
    attached,
    ...(attachError === '' ? {} : { attachError: error(attachError) }),
    ...(detachError === '' ? {} : { detachError: error(detachError) }),
  };
};

/** Counters as Go writes them: zeros are left out, save those without `omitempty`. */
const withoutZeros = (counts: Readonly<Record<string, number>>, kept: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(counts).filter(([name, count]) => count !== 0 || kept.includes(name)));

const withTimes = (conditions: readonly Json[], times: readonly Instant[], epoch: Epoch, probe: JsonObject): Json[] =>
  conditions.map((condition, i) => ({
    ...probe,
    lastTransitionTime: timestamp(epoch, times[i] ?? 0),
    ...(isJsonObject(condition) ? condition : {}),
  }));

const nodeStatusObject = (record: NodeRecord, epoch: Epoch): JsonObject => {
  const filled = fill(record.statusBody.json, record.args);
  const { volumesAttached: _, volumesInUse: __, ...status } = isJsonObject(filled) ? filled : {};
  const conditions = listAt(status, 'conditions');
  const attached = record.volumesAttached.map((name) => ({ devicePath: '', name }));
  return {
    ...status,
    ...(conditions.length === 0 ? {} : { conditions: withTimes(conditions, record.conditionTimes, epoch, {}) }),
    ...(attached.length === 0 ? {} : { volumesAttached: attached }),
    ...(record.volumesInUse.length === 0 ? {} : { volumesInUse: record.volumesInUse }),
  };
};

/** Stands among a container's instants for one that nobody knows: the API shows null. */
export const noInstant: Instant = -1_000_000;

/** Dotted form of an IPv4 address kept as a number. */
export const ipText = (ip: number): string =>
  [ip >>> 24, (ip >>> 16) & 255, (ip >>> 8) & 255, ip & 255].map(String).join('.');

const podStatusObject = (record: PodRecord, epoch: Epoch): JsonObject => {
  const { body, conditionTimes, containerTimes, startedAt, ip, hostIp } = record.status;
  const { namespace, name } = record.meta;
  // A report's only hole is the pod itself, as the kubelet's messages name it.
  const filled = fill(body.json, [`${name}_${namespace}(${uuidOf('Pod', record.uid)})`]);
  const shape = isJsonObject(filled) ? filled : {};
  const times = containerTimes[Symbol.iterator]();
  const conditions = listAt(shape, 'conditions');
  const statuses = (field: string): JsonObject => {
    const list = listAt(shape, field);
    return list.length === 0
      ? {}
      : { [field]: list.map((status) => containerStatus(record.uid, status, times, epoch)) };
  };
  return {
    ...shape,
    ...(conditions.length === 0
      ? {}
      : { conditions: withTimes(conditions, conditionTimes, epoch, { lastProbeTime: null }) }),
    ...statuses('initContainerStatuses'),
    ...statuses('containerStatuses'),
    ...(hostIp === '' ? {} : { hostIP: hostIp, hostIPs: [{ ip: hostIp }] }),
    ...(ip === 0 ? {} : { podIP: ipText(ip), podIPs: [{ ip: ipText(ip) }] }),
    ...(startedAt === undefined ? {} : { startTime: timestamp(epoch, startedAt) }),
  };
};

/**
 * Puts the instants of a container into its status. Order of the instants, for init containers first and then the others, each:
 * state running: startedAt; state terminated: startedAt, finishedAt; last state terminated: startedAt, finishedAt.
 */
const containerStatus = (pod: Uid, status: Json, times: Iterator<Instant>, epoch: Epoch): Json => {
  if (!isJsonObject(status)) return status;
  const next = (): string | null => {
    const time = times.next().value ?? 0;
    return time === noInstant ? null : timestamp(epoch, time);
  };
  const dated = (state: Json | undefined): Json => {
    if (!isJsonObject(state)) return {};
    const { running, terminated } = state;
    if (isJsonObject(running)) return { running: { startedAt: next() } };
    if (isJsonObject(terminated)) return { terminated: { ...terminated, startedAt: next(), finishedAt: next() } };
    return state;
  };
  const started = at(status, 'state', 'waiting') === undefined && (textAt(status, 'imageID') ?? '') !== '';
  const id = started ? { containerID: containerId(pod, status) } : {};
  return { ...status, ...id, state: dated(at(status, 'state')), lastState: dated(at(status, 'lastState')) };
};

/** The runtime's name for one run of a container: 64 digits that follow from pod, container and restarts. */
const containerId = (pod: Uid, status: JsonObject): string => {
  let hash = mix(hashString(textAt(status, 'name') ?? ''), mix(pod, numberAt(status, 'restartCount') ?? 0));
  let digits = '';
  for (let i = 0; i < 8; i++) {
    hash = mix(hash, i);
    digits += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return `containerd://${digits}`;
};
