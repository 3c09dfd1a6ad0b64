import type { Distribution, Instant } from '../engine/index.ts';
import {
  emptyView,
  isObjectChange,
  objectChange,
  type AnyRecord,
  type Change,
  type ClusterState,
  type KeyNumbers,
  type KindName,
  type View,
} from '../cluster/index.ts';
import { kindNames } from '../cluster/index.ts';
import type { Watched } from './controller.ts';

interface Undelivered {
  readonly change: Change;
  readonly position: number;
  readonly dueAt: Instant;
}

const isLate = (lag: Distribution): boolean => lag.some(({ valueUs }) => valueUs > 0);

/** The changes of one kind that a component has not been shown yet, oldest first. */
class Stream {
  readonly kind: Watched;
  readonly lag: Distribution;
  #pending: Undelivered[] = [];
  #head = 0;
  #lastDueAt = 0;

  constructor(kind: Watched, lag: Distribution) {
    this.kind = kind;
    this.lag = lag;
  }

  get first(): Undelivered | undefined {
    return this.#pending[this.#head];
  }

  /** A watch keeps its order: a change is not due before the one in front of it. */
  push(change: Change, position: number, dueAt: Instant): void {
    this.#lastDueAt = Math.max(this.#lastDueAt, dueAt);
    this.#pending.push({ change, position, dueAt: this.#lastDueAt });
  }

  take(): Undelivered | undefined {
    const first = this.#pending[this.#head];
    if (first === undefined) return undefined;
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#pending.length) {
      this.#pending = this.#pending.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  clear(): void {
    this.#pending = [];
    this.#head = 0;
  }
}

/**
 * What a component is shown of the cluster. Without a lag its cache of a kind is the head's own table; with one it is a table
 * of record pointers that is as old as the lag. Kinds may lag differently, so a cache need never have been true as a whole.
 */
export class Informer {
  readonly view: View;
  readonly #streams: readonly Stream[];
  readonly #streamByKind: ReadonlyMap<Watched, number>;
  readonly #state: ClusterState;

  constructor(state: ClusterState, keys: KeyNumbers, lags: ReadonlyMap<Watched, Distribution>) {
    this.#state = state;
    this.#streams = [...lags].filter(([, lag]) => isLate(lag)).map(([kind, lag]) => new Stream(kind, lag));
    this.#streamByKind = new Map(this.#streams.map(({ kind }, index) => [kind, index]));
    const own = emptyView(keys);
    const tables = Object.fromEntries(
      kindNames.map((kind) => [kind, this.#lags(kind) ? own.tables[kind] : state.tables[kind]]),
    );
    // Every kind has its table, the head's or our own.
    this.view = { tables: tables as unknown as View['tables'] };
  }

  #lags(kind: Watched): boolean {
    return this.#streamByKind.has(kind);
  }

  /** Number of the stream that must carry this kind, or undefined when it does not lag. */
  streamOf(kind: Watched): number | undefined {
    return this.#streamByKind.get(kind);
  }

  /** How late a stream shows changes. */
  lagOf(stream: number): Distribution {
    return this.#streams[stream]?.lag ?? [];
  }

  /** Holds a change back until `dueAt`. True when the stream was empty, so that its notice must be put on the timeline. */
  hold(stream: number, change: Change, position: number, dueAt: Instant): boolean {
    const found = this.#streams[stream];
    const idle = found?.first === undefined;
    found?.push(change, position, dueAt);
    return idle;
  }

  /** When the first change held back in a stream is due; undefined when there is none. */
  dueAt(stream: number): Instant | undefined {
    return this.#streams[stream]?.first?.dueAt;
  }

  /** The next change of a stream, now in the cache. */
  release(stream: number): { readonly change: Change; readonly position: number } | undefined {
    const next = this.#streams[stream]?.take();
    if (next === undefined) return undefined;
    const change = this.#cache(next.change);
    return change === undefined ? undefined : { change, position: next.position };
  }

  /** Puts the answer to the component's own write into a cache that lags: the change, unless the cache knows it or does not lag. */
  assume(record: AnyRecord): Change | undefined {
    return this.#lags(record.kind) ? this.#cache(objectChange(undefined, record)) : undefined;
  }

  /** Forgets what was held back and lists everything anew at the head. */
  relist(): void {
    for (const stream of this.#streams) stream.clear();
    for (const kind of kindNames) {
      const cache = this.view.tables[kind];
      const head = this.#state.tables[kind];
      if ((cache as unknown) === head) continue;
      for (const { uid } of cache.toArray()) if (head.get(uid) === undefined) cache.drop(uid);
      for (const record of head.toArray()) cache.put(record as never); // of the same kind
    }
  }

  /** Takes a change into the cache, if it is not older than what is there. Gives it as the cache has gone through it. */
  #cache(change: Change): Change | undefined {
    if (!isObjectChange(change)) return change;
    const table = this.view.tables[change.kind as KindName];
    const { after } = change;
    const before = table.get((after ?? change.before)?.uid ?? 0);
    if (after !== undefined && before !== undefined && before.version >= after.version) return undefined;
    if (after !== undefined)
      table.put(after as never); // the change names the kind of its records
    else if (before !== undefined) table.drop(before.uid);
    return objectChange(before, after);
  }
}
