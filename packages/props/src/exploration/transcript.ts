import { formatDuration, type Log } from '@orrery/core/engine';
import { eventKind, eventName, type ClusterEvent } from '@orrery/core/cluster';
import type { Counterexample } from './explore.ts';

/** Events that explain nothing: reports of what other events say. */
const isNoise = (event: ClusterEvent): boolean => event.type === 'EventRecorded' || event.type === 'EventRepeated';

/** Names of objects by kind and uid, gathered from their creation on. */
class Names {
  readonly #names = new Map<string, string>();

  learn(event: ClusterEvent): void {
    if (event.type === 'Created') this.#names.set(`${event.kind} ${event.uid}`, event.name);
  }

  /** What an event is about, as a user would name it. */
  subject(event: ClusterEvent): string {
    if (event.type === 'InputReceived') return `$ ${event.line}`;
    if (event.type === 'FaultInjected') return event.fault;
    if (event.type === 'RequestReceived') return `$ ${event.command}`;
    if (event.type === 'Created') return event.name;
    if ('kind' in event && 'uid' in event) return this.#names.get(`${event.kind} ${event.uid}`) ?? `#${event.uid}`;
    const kind = eventKind(event) ?? 'Pod'; // what is physical belongs to a pod
    const uid = 'uid' in event ? event.uid : 'pod' in event ? event.pod : undefined;
    if (uid === undefined) return 'node' in event ? event.node : '';
    return this.#names.get(`${kind} ${uid}`) ?? `#${uid}`;
  }
}

const detail = (event: ClusterEvent): string => {
  switch (event.type) {
    case 'PodBound':
      return ` to ${event.node}`;
    case 'ClaimBound':
      return ` to ${event.volume}`;
    case 'VolumeClaimed':
      return event.name === '' ? ' for nobody' : ` for ${event.name}`;
    default:
      return '';
  }
};

/** A run as lines, one an event, up to a position: when, who, what. Reports are left out. */
export const transcript = (
  log: Log<ClusterEvent>,
  actors: readonly string[],
  upTo: number,
  from = 1,
): readonly string[] => {
  const names = new Names();
  const lines: string[] = [];
  for (let position = 1; position <= Math.min(upTo, log.length); position++) {
    const { at, actor, event } = log.at(position);
    names.learn(event);
    if (position < from || isNoise(event)) continue;
    const who = (actors[actor] ?? '').padEnd(26);
    const what =
      event.type === 'InputReceived' || event.type === 'RequestReceived'
        ? names.subject(event)
        : `${eventName(event)} ${names.subject(event)}${detail(event)}`;
    lines.push(`${`#${position}`.padStart(6)}  ${formatDuration(at).padStart(12)}  ${who}${what}`.trimEnd());
  }
  return lines;
};

/** A run's deviations as a command line takes them: `12:1,40:2`; empty for none. */
export const deviationsText = ({ deviations }: Pick<Counterexample, 'deviations'>): string =>
  deviations.map(({ step, pick }) => `${step}:${pick}`).join(',');
