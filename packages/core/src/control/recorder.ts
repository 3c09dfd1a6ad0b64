import { Recent, type Instant } from '../engine/index.ts';
import type { CommandNamed } from '../api/index.ts';
import type { EventTemplate } from '../cluster/index.ts';
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

/**
 * Decides which ReportedEvents are worth writing: an event like an earlier one counts that one up, and an object that gets
 * too many loses the rest. Source: client-go tools/record/events_cache.go.
 */
export class Recorder {
  readonly #buckets = new Recent<TokenBucket>(remembered);
  readonly #written = new Recent<Written>(remembered);
  /** Numbers for what the texts of events are made from, which are long: by what they say, and for most by what they are. */
  readonly #numberOfText = new Map<string, number>();
  readonly #numberOfTemplate = new WeakMap<EventTemplate, number>();
  /** What was asked about last, and its key: what is correlated is written right after. */
  #asked: CommandNamed<'RecordEvent'> | undefined;
  #key = '';

  /** The write that an event becomes, or undefined when it is dropped. */
  correlate(
    command: CommandNamed<'RecordEvent'>,
    now: Instant,
  ): CommandNamed<'RecordEvent'> | CommandNamed<'RepeatEvent'> | undefined {
    const object = objectKey(command);
    const bucketKey = `${command.template.type}/${object}`;
    let bucket = this.#buckets.get(bucketKey);
    if (bucket === undefined) {
      bucket = new TokenBucket(spamPerSecond, spamBurst, now);
      this.#buckets.set(bucketKey, bucket);
    }
    if (!bucket.tryTake(now)) return undefined;
    const known = this.#written.get(this.#keyOf(command, object));
    if (known === undefined) return command;
    const { decision } = command;
    const repeat = { type: 'RepeatEvent', uid: known.uid, count: known.count + 1 } as const;
    return decision === undefined ? repeat : { ...repeat, decision };
  }

  /** The event was written as object `uid` for the `count`th time. */
  wrote(command: CommandNamed<'RecordEvent'>, uid: number, count: number): void {
    this.#written.set(this.#keyOf(command, undefined), { uid, count });
  }

  clear(): void {
    this.#buckets.clear();
    this.#written.clear();
  }

  /** Events with equal keys are the same event happening again. */
  #keyOf(command: CommandNamed<'RecordEvent'>, object: string | undefined): string {
    if (this.#asked !== command) {
      this.#asked = command;
      const { template, regarding, args, durationsUs } = command;
      let key = `${this.#numberOf(template)}/${object ?? objectKey(command)}\n${regarding.fieldPath}`;
      for (const arg of args) key += `\n${arg}`;
      if (durationsUs !== undefined) for (const us of durationsUs) key += `\n${us}`;
      this.#key = key;
    }
    return this.#key;
  }

  /** Templates that say the same are one. */
  #numberOf(template: EventTemplate): number {
    const known = this.#numberOfTemplate.get(template);
    if (known !== undefined) return known;
    const text = `${template.type}\n${template.reason}\n${template.message}`;
    const number = this.#numberOfText.get(text) ?? this.#numberOfText.size;
    this.#numberOfText.set(text, number);
    this.#numberOfTemplate.set(template, number);
    return number;
  }
}

/** Some recorders name their object without its uid, which is 0 then. */
const objectKey = ({ regarding: { kind, uid, namespace, name } }: CommandNamed<'RecordEvent'>): string =>
  uid === 0 ? `${kind}/${namespace}/${name}` : `${kind}/${uid}`;
