import type { Instant } from '../engine/index.ts';
import type { CommandNamed } from '../api/index.ts';
import { TokenBucket } from './token-bucket.ts';

/** Per source, object and type at most 25 events at once, then one in five minutes. Source: client-go EventSourceObjectSpamFilter. */
const spamBurst = 25;
const spamPerSecond = 1 / 300;

/** How many objects and events are remembered; beyond that the oldest is forgotten. Source: client-go, maxLruCacheEntries. */
const remembered = 4096;

interface Written {
  readonly uid: number;
  readonly count: number;
}

/** A map that forgets what was used longest ago. */
class Recent<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  clear(): void {
    this.#entries.clear();
  }
}

/**
 * Decides which ReportedEvents are worth writing: an event like an earlier one counts that one up, and an object that gets
 * too many loses the rest. Source: client-go tools/record/events_cache.go.
 */
export class Recorder {
  readonly #buckets = new Recent<TokenBucket>(remembered);
  readonly #written = new Recent<Written>(remembered);
  /** What was asked about last, and its key: what is correlated is written right after. */
  #asked: CommandNamed<'RecordEvent'> | undefined;
  #key = '';

  /** The write that an event becomes, or undefined when it is dropped. */
  correlate(
    command: CommandNamed<'RecordEvent'>,
    now: Instant,
  ): CommandNamed<'RecordEvent'> | CommandNamed<'RepeatEvent'> | undefined {
    const { regarding } = command;
    const object = `${command.template.type}/${regarding.kind}/${objectKey(regarding)}`;
    let bucket = this.#buckets.get(object);
    if (bucket === undefined) {
      bucket = new TokenBucket(spamPerSecond, spamBurst, now);
      this.#buckets.set(object, bucket);
    }
    if (!bucket.tryTake(now)) return undefined;
    const known = this.#written.get(this.#keyOf(command));
    if (known === undefined) return command;
    const { decision } = command;
    const repeat = { type: 'RepeatEvent', uid: known.uid, count: known.count + 1 } as const;
    return decision === undefined ? repeat : { ...repeat, decision };
  }

  /** The event was written as object `uid` for the `count`th time. */
  wrote(command: CommandNamed<'RecordEvent'>, uid: number, count: number): void {
    this.#written.set(this.#keyOf(command), { uid, count });
  }

  #keyOf(command: CommandNamed<'RecordEvent'>): string {
    if (this.#asked !== command) {
      this.#asked = command;
      this.#key = eventKey(command);
    }
    return this.#key;
  }

  clear(): void {
    this.#buckets.clear();
    this.#written.clear();
  }
}

/** Some recorders name their object without its uid, which is 0 then. */
const objectKey = ({ uid, namespace, name }: CommandNamed<'RecordEvent'>['regarding']): string =>
  uid === 0 ? `${namespace}/${name}` : String(uid);

/** Events with equal keys are the same event happening again. */
const eventKey = ({ template, regarding, args, durationsUs = [] }: CommandNamed<'RecordEvent'>): string =>
  [
    template.type,
    template.reason,
    template.message,
    regarding.kind,
    objectKey(regarding),
    regarding.fieldPath,
    ...args,
    ...durationsUs,
  ].join('\n');
