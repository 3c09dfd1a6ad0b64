import { mix, type Body, type Instant } from '../engine/index.ts';
import { textAt } from './field.ts';
import { metaOf, type Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import type { Uid } from './uid.ts';

/** What all ReportedEvents of one sort share; the body of an Event object. `{0}` … stand for texts, `{d0}` … for durations. */
export interface EventTemplate {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** source.component; for the scheduler also reportingController. */
  readonly component: string;
  /** Recorded through events.k8s.io: eventTime instead of firstTimestamp. */
  readonly series: boolean;
}

/** The object that a ReportedEvent is about. */
export interface Regarding {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: Uid;
  /** `spec.containers{nginx}`, or empty. */
  readonly fieldPath: string;
}

/** What happened to an Event object since it was written, and what it holds beside its texts. */
export interface EventStory {
  readonly regarding: Regarding;
  /** source.host: the kubelet's node, or empty. */
  readonly host: string;
  /** Durations in the message, microseconds. */
  readonly durationsUs: readonly number[];
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

const noTexts: readonly string[] = [];
const noDurations: readonly number[] = [];

/**
 * An Event object of the API: what `kubectl get events` shows. Its args fill the message. A pod leaves half a dozen of them, and most
 * are never looked at: so what can be made from the rest, such as metadata, is made when somebody asks.
 */
export class ReportedEventRecord implements ObjectRecord, EventStory {
  readonly uid: Uid;
  readonly version: number;
  readonly body: Body;
  readonly args: readonly string[];
  readonly host: string;
  readonly durationsUs: readonly number[];
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Undefined: as it was written. */
  readonly #meta: Meta | undefined;
  readonly #kind: string;
  readonly #namespace: string;
  readonly #name: string;
  readonly #uid: Uid;
  readonly #fieldPath: string;

  constructor(
    uid: Uid,
    version: number,
    body: Body,
    args: readonly string[],
    { regarding, host, durationsUs, count, firstAt, lastAt }: EventStory,
    meta?: Meta,
  ) {
    this.uid = uid;
    this.version = version;
    this.body = body;
    this.args = args.length === 0 ? noTexts : args;
    this.host = host;
    this.durationsUs = durationsUs.length === 0 ? noDurations : durationsUs;
    this.count = count;
    this.firstAt = firstAt;
    this.lastAt = lastAt;
    this.#meta = meta;
    this.#kind = regarding.kind;
    this.#namespace = regarding.namespace;
    this.#name = regarding.name;
    this.#uid = regarding.uid;
    this.#fieldPath = regarding.fieldPath;
  }

  get kind(): 'Event' {
    return 'Event';
  }

  get regarding(): Regarding {
    return {
      kind: this.#kind,
      namespace: this.#namespace,
      name: this.#name,
      uid: this.#uid,
      fieldPath: this.#fieldPath,
    };
  }

  get meta(): Meta {
    if (this.#meta !== undefined) return this.#meta;
    const { labels, annotations, owners, finalizers } = metaOf(this.body, noTexts);
    return {
      namespace: this.#namespace === '' ? 'default' : this.#namespace,
      name: eventObjectName(this.#name, this.uid),
      labels,
      annotations,
      owners,
      finalizers,
      createdAt: this.firstAt,
      generation: 0,
      deletion: undefined,
    };
  }

  get fingerprint(): number {
    return mix(mix(this.body.hash, this.#uid), this.count);
  }

  /** The same, counted up. */
  repeated(version: number, count: number, lastAt: Instant): ReportedEventRecord {
    const { uid, body, args, regarding, host, durationsUs, firstAt } = this;
    return new ReportedEventRecord(
      uid,
      version,
      body,
      args,
      { regarding, host, durationsUs, count, firstAt, lastAt },
      this.#meta,
    );
  }

  /** The same with other metadata. */
  withMeta(version: number, meta: Meta): ReportedEventRecord {
    return new ReportedEventRecord(this.uid, version, this.body, this.args, this, meta);
  }
}

export const eventTemplateOf = (body: Body): EventTemplate => ({
  type: textAt(body.json, 'type') === 'Warning' ? 'Warning' : 'Normal',
  reason: textAt(body.json, 'reason') ?? '',
  message: textAt(body.json, 'message') ?? '',
  component: textAt(body.json, 'component') ?? '',
  series: textAt(body.json, 'series') === 'true',
});

/** Upstream ends an Event's name with a time in hexadecimal; ours is made of the uid and looks alike. */
const nameBase = 0x1800_0000;

const eventObjectName = (regarding: string, uid: Uid): string => `${regarding}.${(nameBase + uid).toString(16)}`;

/** The uid in an Event's name; undefined when it has another form. */
export const uidOfEventName = (name: string): Uid | undefined => {
  const uid = Number.parseInt(name.slice(name.lastIndexOf('.') + 1), 16) - nameBase;
  return uid > 0 ? uid : undefined;
};
