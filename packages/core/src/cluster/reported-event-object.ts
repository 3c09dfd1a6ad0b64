import type { JsonObject } from '../engine/index.ts';
import { eventTemplateOf, type ReportedEventRecord } from './reported-event.ts';
import { kindNames, apiVersionOf, type KindName } from './kind.ts';
import { uuidOf } from './uid.ts';
import { microTimestamp, timestamp, type Epoch } from './wall-clock.ts';

/** Go's text of a duration, rounded to milliseconds as the kubelet's messages have it: `1.234s`, `350ms`, `1m2.5s`. */
const durationText = (us: number): string => {
  const ms = Math.round(us / 1000);
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms - minutes * 60_000) / 1000;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
};

/** The message with its texts and durations put in. */
export const eventMessage = (record: ReportedEventRecord): string =>
  eventTemplateOf(record.body).message.replaceAll(/\{(d?)(\d)\}/g, (whole, d: string, digit: string) => {
    const index = Number(digit);
    if (d === '') return record.args[index] ?? whole;
    const us = record.durationsUs[index];
    return us === undefined ? whole : durationText(us);
  });

/** What the scheduler was about when it recorded an event, by reason. */
const actions: Readonly<Record<string, string>> = { FailedScheduling: 'Scheduling', Preempted: 'Preempting' };

/** A ReportedEvent as the core/v1 Event that the API shows. */
export const reportedEventObject = (record: ReportedEventRecord, epoch: Epoch, metadata: JsonObject): JsonObject => {
  const { type, reason, component, series } = eventTemplateOf(record.body);
  const { regarding, host, count, firstAt, lastAt } = record;
  const kind: KindName | undefined = kindNames.find((one) => one === regarding.kind);
  const repeated = count > 1;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject: {
      kind: regarding.kind,
      ...(regarding.namespace === '' ? {} : { namespace: regarding.namespace }),
      name: regarding.name,
      ...(kind === undefined || regarding.uid === 0 ? {} : { uid: uuidOf(kind, regarding.uid) }),
      ...(kind === undefined ? {} : { apiVersion: apiVersionOf(kind) }),
      ...(regarding.fieldPath === '' ? {} : { fieldPath: regarding.fieldPath }),
    },
    reason,
    message: eventMessage(record),
    type,
    source: series ? {} : { component, ...(host === '' ? {} : { host }) },
    firstTimestamp: series ? null : timestamp(epoch, firstAt),
    lastTimestamp: series ? null : timestamp(epoch, lastAt),
    ...(series ? {} : { count }),
    eventTime: series ? microTimestamp(epoch, firstAt) : null,
    ...(series && repeated ? { series: { count, lastObservedTime: microTimestamp(epoch, lastAt) } } : {}),
    ...(series ? { action: actions[reason] ?? 'Binding' } : {}),
    reportingComponent: component,
    reportingInstance: series ? `${component}-orrery` : host,
  };
};
