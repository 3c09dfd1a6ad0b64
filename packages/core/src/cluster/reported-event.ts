import { mix, type Body, type Instant } from '../engine/index.ts';
import { textAt } from './field.ts';
import type { Meta } from './meta.ts';
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

/** An Event object of the API: what `kubectl get events` shows. Its args fill the message. */
export interface ReportedEventRecord extends ObjectRecord {
  readonly kind: 'Event';
  readonly regarding: Regarding;
  /** source.host: the kubelet's node, or empty. */
  readonly host: string;
  /** Durations in the message, microseconds. */
  readonly durationsUs: readonly number[];
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

export const eventTemplateOf = (body: Body): EventTemplate => ({
  type: textAt(body.json, 'type') === 'Warning' ? 'Warning' : 'Normal',
  reason: textAt(body.json, 'reason') ?? '',
  message: textAt(body.json, 'message') ?? '',
  component: textAt(body.json, 'component') ?? '',
  series: textAt(body.json, 'series') === 'true',
});

export const reportedEventRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  args: readonly string[],
  rest: Pick<ReportedEventRecord, 'regarding' | 'host' | 'durationsUs' | 'count' | 'firstAt' | 'lastAt'>,
): ReportedEventRecord => ({
  kind: 'Event',
  uid,
  version,
  meta,
  body,
  args,
  fingerprint: mix(mix(body.hash, rest.regarding.uid), rest.count),
  regarding: rest.regarding,
  host: rest.host,
  durationsUs: rest.durationsUs,
  count: rest.count,
  firstAt: rest.firstAt,
  lastAt: rest.lastAt,
});

/** Upstream ends an Event's name with a time in hexadecimal; ours is made of the uid and looks alike. */
const nameBase = 0x1800_0000;

export const eventObjectName = (regarding: string, uid: Uid): string => `${regarding}.${(nameBase + uid).toString(16)}`;

/** The uid in an Event's name; undefined when it has another form. */
export const uidOfEventName = (name: string): Uid | undefined => {
  const uid = Number.parseInt(name.slice(name.lastIndexOf('.') + 1), 16) - nameBase;
  return uid > 0 ? uid : undefined;
};
