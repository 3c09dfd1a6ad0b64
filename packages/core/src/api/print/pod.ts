import type { Json, JsonObject } from '../../engine/index.ts';
import {
  flagAt,
  ipText,
  listAt,
  numberAt,
  objectAt,
  parseTimestamp,
  statusObject,
  textAt,
  type PodRecord,
} from '../../cluster/index.ts';
import { ageColumn, column, nameColumn, orNone, wideColumn, type Columns, type Printing } from './column.ts';
import { ageOf } from './human-duration.ts';

/** What the columns READY, STATUS and RESTARTS say of a pod. */
interface Summary {
  readonly ready: number;
  readonly total: number;
  readonly status: string;
  readonly restarts: number;
  /** When the latest counted restart came about: seconds since 1970; undefined when none is known. */
  readonly restartedAt: number | undefined;
}

/** Restarts so far and when the last one ended. */
interface Restarts {
  readonly count: number;
  readonly at: number | undefined;
}

const noRestarts: Restarts = { count: 0, at: undefined };

const add = (sum: Restarts, status: Json): Restarts => {
  const ended = textAt(status, 'lastState', 'terminated', 'finishedAt');
  const at = ended === undefined ? undefined : parseTimestamp(ended);
  const later = at !== undefined && (sum.at === undefined || at > sum.at);
  return { count: sum.count + (numberAt(status, 'restartCount') ?? 0), at: later ? at : sum.at };
};

/** How a container that has ended is shown: its reason, or its signal or exit code. */
const ending = (terminated: JsonObject): string => {
  const reason = textAt(terminated, 'reason') ?? '';
  if (reason !== '') return reason;
  const signal = numberAt(terminated, 'signal') ?? 0;
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}` : `Signal:${signal}`;
};

/** What the init containers say. `status` is there while they are not done. */
interface Initialising {
  readonly status: string | undefined;
  readonly ready: number;
  /** Of all that are done, up to the current one. */
  readonly restarts: Restarts;
  readonly sidecarRestarts: Restarts;
}

const isSidecar = (pod: PodRecord, name: string | undefined): boolean =>
  pod.spec.initContainers.some((container) => container.name === name && container.restartPolicy === 'Always');

const initialising = (pod: PodRecord, status: JsonObject | undefined): Initialising => {
  let restarts = noRestarts;
  let sidecarRestarts = noRestarts;
  let ready = 0;
  const done = (text: string | undefined): Initialising => ({ status: text, ready, restarts, sidecarRestarts });
  for (const [i, one] of listAt(status, 'initContainerStatuses').entries()) {
    restarts = add(restarts, one);
    const sidecar = isSidecar(pod, textAt(one, 'name'));
    if (sidecar) sidecarRestarts = add(sidecarRestarts, one);
    const terminated = objectAt(one, 'state', 'terminated');
    if (terminated !== undefined && (numberAt(terminated, 'exitCode') ?? 0) === 0) continue;
    if (sidecar && flagAt(one, 'started')) {
      if (flagAt(one, 'ready')) ready++;
      continue;
    }
    if (terminated !== undefined) return done(`Init:${ending(terminated)}`);
    const waiting = textAt(one, 'state', 'waiting', 'reason') ?? '';
    if (waiting !== '' && waiting !== 'PodInitializing') return done(`Init:${waiting}`);
    return done(`Init:${i}/${pod.spec.initContainers.length}`);
  }
  return done(undefined);
};

/** What the main containers say, from the last to the first: the first that has a reason wins. */
const running = (status: JsonObject | undefined, before: string, readyBefore: number, restartsBefore: Restarts) => {
  let text = before;
  let failure = '';
  let ready = readyBefore;
  let restarts = restartsBefore;
  let hasRunning = false;
  for (const one of [...listAt(status, 'containerStatuses')].reverse()) {
    restarts = add(restarts, one);
    const waiting = textAt(one, 'state', 'waiting', 'reason') ?? '';
    const terminated = objectAt(one, 'state', 'terminated');
    if (waiting !== '') text = waiting;
    else if (terminated !== undefined) {
      text = ending(terminated);
      if ((numberAt(terminated, 'exitCode') ?? 0) !== 0) failure = text;
    } else if (flagAt(one, 'ready') && objectAt(one, 'state', 'running') !== undefined) {
      hasRunning = true;
      ready++;
    }
  }
  return { text, failure, ready, restarts, hasRunning };
};

const conditionHolds = (status: JsonObject | undefined, type: string): boolean =>
  listAt(status, 'conditions').some((one) => textAt(one, 'type') === type && textAt(one, 'status') === 'True');

/** The text for a pod of which some containers are complete. Source: printPod. */
const completed = (status: JsonObject | undefined, failure: string, hasRunning: boolean): string => {
  if (hasRunning && conditionHolds(status, 'Ready')) return 'Running';
  if (failure !== '') return failure;
  return hasRunning ? 'NotReady' : 'Completed';
};

const isGated = (status: JsonObject | undefined): boolean =>
  listAt(status, 'conditions').some(
    (one) => textAt(one, 'type') === 'PodScheduled' && textAt(one, 'reason') === 'SchedulingGated',
  );

const summarise = (pod: PodRecord, { epoch }: Printing): Summary => {
  const status = statusObject(pod, epoch);
  const phase = textAt(status, 'phase') ?? '';
  const reason = textAt(status, 'reason') ?? '';
  const sidecars = pod.spec.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always').length;
  const total = pod.spec.containers.length + sidecars;
  const first = isGated(status) ? 'SchedulingGated' : reason === '' ? phase : reason;
  const init = initialising(pod, status);
  let summary: Summary = {
    ready: init.ready,
    total,
    status: init.status ?? first,
    restarts: init.restarts.count,
    restartedAt: init.restarts.at,
  };
  if (init.status === undefined || conditionHolds(status, 'Initialized')) {
    const main = running(status, init.status ?? first, init.ready, init.sidecarRestarts);
    const text = main.text === 'Completed' ? completed(status, main.failure, main.hasRunning) : main.text;
    const { count, at: restartedAt } = main.restarts;
    summary = { ready: main.ready, total, status: text, restarts: count, restartedAt };
  }
  return pod.meta.deletion === undefined ? summary : { ...summary, status: deleted(summary.status, phase, reason) };
};

/** A pod that is being deleted shows it until it has come to its end. */
const deleted = (status: string, phase: string, reason: string): string => {
  if (reason === 'NodeLost') return 'Unknown';
  return phase === 'Succeeded' || phase === 'Failed' ? status : 'Terminating';
};

const restartsText = ({ restarts, restartedAt }: Summary, { now, epoch }: Printing): string => {
  if (restarts === 0 || restartedAt === undefined) return String(restarts);
  return `${restarts} (${ageOf((restartedAt - epoch) * 1_000_000, now)} ago)`;
};

const gates = (pod: PodRecord): string => {
  const wanted = listAt(pod.body.json, 'spec', 'readinessGates');
  if (wanted.length === 0) return '<none>';
  const { conditions } = pod.status.shape;
  const held = wanted.filter((gate) =>
    conditions.some(({ type, status }) => type === textAt(gate, 'conditionType') && status === 'True'),
  );
  return `${held.length}/${wanted.length}`;
};

/** The text of column STATUS. */
export const podStatusText = (pod: PodRecord, printing: Printing): string => summarise(pod, printing).status;

export const podColumns: Columns<'Pod'> = [
  nameColumn,
  column('Ready', (pod, printing) => {
    const { ready, total } = summarise(pod, printing);
    return `${ready}/${total}`;
  }),
  column('Status', podStatusText),
  column('Restarts', (pod, printing) => restartsText(summarise(pod, printing), printing)),
  ageColumn,
  wideColumn('IP', ({ status }) => orNone(status.ip === 0 ? '' : ipText(status.ip))),
  wideColumn('Node', ({ node }) => orNone(node)),
  wideColumn('Nominated Node', ({ status }) => orNone(status.shape.nominatedNode)),
  wideColumn('Readiness Gates', gates),
];
