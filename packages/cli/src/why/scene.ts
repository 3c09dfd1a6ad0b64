import type { Instant, Log } from '@orrery/core/engine';
import {
  eventKind,
  toObject,
  textAt,
  type ClusterEvent,
  type ClusterState,
  type Epoch,
  type KindName,
  type Uid,
} from '@orrery/core/cluster';
import type { Reading } from '@orrery/core/control';

/** An instant of a run, and the way that led there. */
export interface Scene {
  readonly state: ClusterState;
  readonly log: Log<ClusterEvent>;
  readonly position: number;
  readonly now: Instant;
  readonly epoch: Epoch;
  /** What a controller that had just listed everything would read. */
  readonly reading: Reading;
}

/** The last event about an object that passes, looking back from the instant. */
export const lastEvent = (
  { log, position }: Scene,
  kind: KindName,
  uid: Uid,
  passes: (event: ClusterEvent) => boolean = () => true,
): { readonly position: number; readonly at: Instant } | undefined => {
  for (let at = position; at >= 1; at--) {
    const event = log.event(at);
    if (eventKind(event) === kind && 'uid' in event && event.uid === uid && passes(event))
      return { position: at, at: log.instantOf(at) };
  }
  return undefined;
};

/** What was reported of an object, latest first: `Warning FailedMount: …`. */
export const reportsOf = ({ state, epoch }: Scene, kind: KindName, uid: Uid, most: number): readonly string[] => {
  const found = state.tables.Event.toArray().filter(
    ({ regarding }) => regarding.kind === kind && regarding.uid === uid,
  );
  return found
    .sort((a, b) => b.lastAt - a.lastAt || b.uid - a.uid)
    .slice(0, most)
    .map((record) => {
      const object = toObject(record, epoch);
      return `${textAt(object, 'type') ?? ''} ${textAt(object, 'reason') ?? ''}: ${textAt(object, 'message') ?? ''}`;
    });
};
