import { never, type Instant } from '../engine/index.ts';
import { objectChange, type Change } from './change.ts';
import type { ClusterEvent, EventNamed } from './events.ts';
import { evolvePhysical } from './evolve-physical.ts';
import { evolveStorage } from './evolve-storage.ts';
import { kindNames, type KindName } from './kind.ts';
import { podRecord, reportedStatus, type PodRecord } from './pod.ts';
import { created, rebuilt, withMeta, withStatus } from './record.ts';
import { ReportedEventRecord } from './reported-event.ts';
import { daemonSetRecord } from './daemon-set.ts';
import type { AnyRecord, ClusterState } from './state.ts';
import { statefulSetRecord } from './stateful-set.ts';

/**
 * Folds one event into the state: the only place where state is written. Gives what changed, for those who watch.
 * It never refuses: whatever was recorded was decided against this very state.
 */
export const evolve = (state: ClusterState, event: ClusterEvent, position: number, at: Instant): Change | undefined => {
  switch (event.type) {
    case 'PodStatusReported':
    case 'PodBound':
      return evolvePod(state, event, position, at);
    case 'EventRecorded':
    case 'EventRepeated':
      return evolveReportedEvent(state, event, position, at);
    case 'SandboxStarted':
    case 'ImagePulled':
    case 'VolumesMounted':
    case 'ContainerStarted':
    case 'ContainerExited':
    case 'VolumesUnmounted':
    case 'SandboxStopped':
    case 'NodePoweredOff':
    case 'NodePoweredOn':
    case 'NodePartitioned':
    case 'NodeHealed':
    case 'ListsHeld':
    case 'ListsReleased':
    case 'KubeletStopped':
    case 'KubeletStarted':
      return evolvePhysical(state.physical, event, at);
    case 'Created':
    case 'Updated':
    case 'StatusUpdated':
    case 'DeletionStarted':
    case 'FinalizersChanged':
    case 'Removed':
      return evolveObject(state, event, position, at);
    case 'StatefulSetStatusReported':
    case 'DaemonSetStatusReported':
      return evolveWorkloadStatus(state, event, position);
    case 'InputReceived':
    case 'RequestReceived':
    case 'FaultInjected':
      return undefined;
    case 'ManagersNoted':
      return noteManagers(state, event, at);
    default:
      return evolveStorage(state, event, position, at);
  }
};

const kindsByName: ReadonlyMap<string, KindName> = new Map(kindNames.map((kind) => [kind, kind]));

/** The kind that a general event names. */
const kindOf = (name: string): KindName => {
  const kind = kindsByName.get(name);
  if (kind === undefined) throw new Error(`an event names kind ${name}, which this version does not have`);
  return kind;
};

/** The record that an event is about. Its absence means that the log does not belong to this state. */
export const existing = <Stored>(record: Stored | undefined, what: string, uid: number): Stored => {
  if (record === undefined)
    throw new Error(
      `the log changes ${what} ${uid}, which does not exist at that position. Usual cause: events folded twice, skipped, ` +
        'or into the state of another run.',
    );
  return record;
};

const evolvePod = (
  state: ClusterState,
  event: EventNamed<'PodStatusReported' | 'PodBound'>,
  position: number,
  at: Instant,
): Change => {
  const pods = state.tables.Pod;
  const before = existing(pods.get(event.uid), 'pod', event.uid);
  const bound = event.type === 'PodBound';
  const report = bound
    ? { body: event.status, containerTimes: [], ip: 0, hostIp: '' }
    : { body: event.status, containerTimes: instants(event.times), ip: event.ip, hostIp: event.hostIp };
  const status = reportedStatus(before.status, report, at);
  const node = bound ? event.node : before.node;
  const after: PodRecord = podRecord(before.uid, position, before.meta, before.body, before.args, node, status);
  pods.put(after);
  return { kind: 'Pod', before, after };
};

const noInstants: readonly Instant[] = [];

/** Pairs of seconds and microseconds to instants. The lists live as long as their pods: they take no room to grow. */
const instants = (pairs: readonly number[]): readonly Instant[] => {
  if (pairs.length === 0) return noInstants;
  const [seconds = never, microseconds = 0] = pairs;
  if (pairs.length === 2) return [seconds * 1_000_000 + microseconds];
  const found: Instant[] = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) found.push((pairs[i] ?? never) * 1_000_000 + (pairs[i + 1] ?? 0));
  return found.slice();
};

const evolveReportedEvent = (
  state: ClusterState,
  event: EventNamed<'EventRecorded' | 'EventRepeated'>,
  position: number,
  at: Instant,
): Change => {
  const events = state.tables.Event;
  if (event.type === 'EventRepeated') {
    const before = existing(events.get(event.uid), 'event', event.uid);
    const after = before.repeated(position, event.count, at);
    events.put(after);
    return { kind: 'Event', before, after };
  }
  const { uid, kind, namespace, name, fieldPath, host, durationsUs, template, args } = event;
  const regarding = { kind, namespace, name, uid: event.regarding, fieldPath };
  const story = { regarding, host, durationsUs, count: 1, firstAt: at, lastAt: at };
  const after = new ReportedEventRecord(uid, position, template, args, story);
  events.put(after);
  return { kind: 'Event', before: undefined, after };
};

const evolveObject = (
  state: ClusterState,
  event: EventNamed<'Created' | 'Updated' | 'StatusUpdated' | 'DeletionStarted' | 'FinalizersChanged' | 'Removed'>,
  position: number,
  at: Instant,
): Change => {
  const kind = kindOf(event.kind);
  const table = state.tables[kind];
  if (event.type === 'Created') {
    const after = created(kind, event, position, at);
    table.put(after as never); // created gives a record of this kind
    return objectChange(undefined, after);
  }
  const before: AnyRecord = existing(table.get(event.uid), kind, event.uid);
  if (event.type === 'Removed') {
    table.drop(event.uid);
    return objectChange(before, undefined);
  }
  const after = changed(before, event, position, at);
  table.put(after as never); // of the same kind as before
  return objectChange(before, after);
};

/** Nobody is told: the write of the status that comes next, at this very instant, shows the object with both. */
const noteManagers = (
  state: ClusterState,
  { kind, uid, body }: EventNamed<'ManagersNoted'>,
  at: Instant,
): undefined => {
  const table = state.tables[kindOf(kind)];
  const before: AnyRecord = existing(table.get(uid), kind, uid);
  const { generation } = before.meta;
  table.put(rebuilt(before, { body, args: [], generation }, before.version, at) as never); // of the same kind as before
};

const changed = (
  before: AnyRecord,
  event: EventNamed<'Updated' | 'StatusUpdated' | 'DeletionStarted' | 'FinalizersChanged'>,
  position: number,
  at: Instant,
): AnyRecord => {
  switch (event.type) {
    case 'Updated':
      return rebuilt(before, event, position, at);
    case 'StatusUpdated':
      return withStatus(before, event.status, position, at);
    case 'DeletionStarted': {
      const deletion = { dueAt: event.dueAt, graceSeconds: event.graceSeconds };
      return withMeta(before, { ...before.meta, deletion, generation: event.generation }, position);
    }
    case 'FinalizersChanged':
      return withMeta(before, { ...before.meta, finalizers: event.finalizers }, position);
    default:
      return event satisfies never;
  }
};

const evolveWorkloadStatus = (
  state: ClusterState,
  event: EventNamed<'StatefulSetStatusReported' | 'DaemonSetStatusReported'>,
  position: number,
): Change => {
  if (event.type === 'StatefulSetStatusReported') {
    const { type: _, uid, ...status } = event;
    const before = existing(state.tables.StatefulSet.get(uid), 'StatefulSet', uid);
    const after = statefulSetRecord(uid, position, before.meta, before.body, status);
    state.tables.StatefulSet.put(after);
    return { kind: 'StatefulSet', before, after };
  }
  const { type: _, uid, ...status } = event;
  const before = existing(state.tables.DaemonSet.get(uid), 'DaemonSet', uid);
  const after = daemonSetRecord(uid, position, before.meta, before.body, status);
  state.tables.DaemonSet.put(after);
  return { kind: 'DaemonSet', before, after };
};
