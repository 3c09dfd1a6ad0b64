import { isJsonObject, type Instant, type Json, type JsonObject } from '../../engine/index.ts';
import {
  at,
  listAt,
  parseTimestamp,
  textAt,
  textsAt,
  timestamp,
  type AnyRecord,
  type Epoch,
  type PodDisruptionBudgetRecord,
  type PodRecord,
} from '../../cluster/index.ts';
import type { CommandNamed } from '../command.ts';
import type { ApiServer } from '../server.ts';

/** What writes a whole status. */
type StatusCommand = CommandNamed<'UpdateStatus' | 'ReportPodStatus'>;

const secondUs = 1_000_000;

/** Conditions without the times that the server keeps for them. */
const withoutTimes = (status: JsonObject): JsonObject => {
  const conditions = listAt(status, 'conditions');
  if (conditions.length === 0) return status;
  const bare = conditions.map((condition) => {
    if (!isJsonObject(condition)) return condition;
    const { lastTransitionTime: _, lastProbeTime: __, ...rest } = condition;
    return rest;
  });
  return { ...status, conditions: bare };
};

/**
 * The command that writes a status as its user gave it. When conditions last changed is the server's to say:
 * a condition keeps its time for as long as it keeps its status.
 */
export const statusCommand = (server: ApiServer, record: AnyRecord, status: JsonObject): StatusCommand => {
  const { kind, uid } = record;
  if (record.kind === 'Pod') return podStatusCommand(server, record, status);
  if (record.kind === 'PodDisruptionBudget')
    return { type: 'UpdateStatus', kind, uid, status: server.body(budgetStatus(record, status, server.epoch)) };
  return { type: 'UpdateStatus', kind, uid, status: server.body(withoutTimes(status)) };
};

const ipNumber = (text: string | undefined): number => {
  const parts = (text ?? '').split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return 0;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
};

/** Takes the times out of containers' states, in the order in which status-object.ts puts them back. */
const containerTimes = (statuses: readonly Json[], instant: (text: string | undefined) => Instant) => {
  const times: Instant[] = [];
  const undated = (state: Json | undefined): Json => {
    if (!isJsonObject(state)) return {};
    const { running, terminated } = state;
    if (isJsonObject(running)) {
      times.push(instant(textAt(running, 'startedAt')));
      return { running: {} };
    }
    if (!isJsonObject(terminated)) return state;
    const { startedAt, finishedAt, ...rest } = terminated;
    for (const time of [startedAt, finishedAt]) times.push(instant(typeof time === 'string' ? time : undefined));
    return { terminated: rest };
  };
  const bare = statuses.map((status) =>
    isJsonObject(status)
      ? { ...status, state: undated(at(status, 'state')), lastState: undated(at(status, 'lastState')) }
      : status,
  );
  return { times, bare };
};

/** Instants of the record by their text, so that a time that was only read and written back stays exact. */
const instantReader = (times: readonly Instant[], epoch: Epoch) => {
  const known = new Map(times.map((time) => [timestamp(epoch, time), time]));
  return (text: string | undefined): Instant => {
    const found = text === undefined ? undefined : known.get(text);
    if (found !== undefined) return found;
    const seconds = text === undefined ? undefined : parseTimestamp(text);
    return seconds === undefined ? 0 : Math.max(0, (seconds - epoch) * secondUs);
  };
};

/** A budget's status with its times as instants, exact where they were only read and written back. */
const budgetStatus = (record: PodDisruptionBudgetRecord, status: JsonObject, epoch: Epoch): JsonObject => {
  const { conditions, disruptedPods } = record.status;
  const times = [...disruptedPods.values(), ...conditions.flatMap(({ transitionAt }) => transitionAt ?? [])];
  const instant = instantReader(times, epoch);
  const dated = listAt(status, 'conditions').map((condition) => {
    const time = textAt(condition, 'lastTransitionTime');
    return isJsonObject(condition) && time !== undefined
      ? { ...condition, lastTransitionTime: instant(time) }
      : condition;
  });
  const disrupted = Object.entries(textsAt(status, 'disruptedPods')).map(([name, time]) => [name, instant(time)]);
  return {
    ...status,
    ...(dated.length === 0 ? {} : { conditions: dated }),
    ...(disrupted.length === 0 ? {} : { disruptedPods: Object.fromEntries(disrupted) }),
  };
};

const podStatusCommand = (server: ApiServer, pod: PodRecord, status: JsonObject): StatusCommand => {
  const { hostIP, hostIPs: _, podIP, podIPs: __, startTime: ___, ...shape } = status;
  const instant = instantReader(pod.status.containerTimes, server.epoch);
  const times: Instant[] = [];
  const lists: Record<string, Json> = {};
  for (const field of ['initContainerStatuses', 'containerStatuses']) {
    if (listAt(status, field).length === 0) continue;
    const read = containerTimes(listAt(status, field), instant);
    lists[field] = read.bare;
    times.push(...read.times);
  }
  return {
    type: 'ReportPodStatus',
    uid: pod.uid,
    status: server.body(withoutTimes({ ...shape, ...lists })),
    times,
    ip: ipNumber(typeof podIP === 'string' ? podIP : undefined),
    hostIp: typeof hostIP === 'string' ? hostIP : '',
  };
};
