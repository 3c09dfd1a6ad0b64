import type { JsonObject } from '@orrery/core/engine';
import { numberAt, parseTimestamp, textAt } from '@orrery/core/cluster';
import { humanDuration } from '@orrery/core/api';
import type { Page } from './layout.ts';

/** The time an event was last seen, as far as it tells. */
const lastSeen = (event: JsonObject): string =>
  textAt(event, 'series', 'lastObservedTime') ?? textAt(event, 'lastTimestamp') ?? textAt(event, 'eventTime') ?? '';

const firstSeen = (event: JsonObject): string => textAt(event, 'firstTimestamp') ?? textAt(event, 'eventTime') ?? '';

/** How long ago a time of the API was; `now` in seconds since 1970. */
export const age = (time: string, now: number): string => {
  const seconds = parseTimestamp(time);
  return seconds === undefined ? '<unknown>' : humanDuration((now - seconds) * 1_000_000);
};

/** `5s`, or `3s (x4 over 40s)` for one that was repeated. */
export const eventAge = (event: JsonObject, now: number): string => {
  const count = numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1;
  const last = age(lastSeen(event), now);
  return count > 1 ? `${last} (x${count} over ${age(firstSeen(event), now)})` : last;
};

/** Who reported it. */
export const eventSource = (event: JsonObject): string => {
  const component = textAt(event, 'source', 'component') ?? '';
  return component === '' ? (textAt(event, 'reportingComponent') ?? '') : component;
};

/** By last time; those of the scheduler carry none in that field and come first. */
const inOrder = (events: readonly JsonObject[]): readonly JsonObject[] =>
  [...events].sort((a, b) => {
    const [x, y] = [textAt(a, 'lastTimestamp') ?? '', textAt(b, 'lastTimestamp') ?? ''];
    return x < y ? -1 : x > y ? 1 : 0;
  });

/** The table of events at the end of a description. */
export const events = (page: Page, list: readonly JsonObject[], now: number): void => {
  if (list.length === 0) return page.pair('Events', '<none>');
  page.line(0, 'Events:');
  page.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  page.line(1, '----\t------\t----\t----\t-------');
  for (const event of inOrder(list)) {
    const path = textAt(event, 'involvedObject', 'fieldPath') ?? '';
    const message = (textAt(event, 'message') ?? '').trim();
    const cells = [
      textAt(event, 'type') ?? '',
      textAt(event, 'reason') ?? '',
      eventAge(event, now),
      eventSource(event),
      path === '' ? message : `${path}: ${message}`,
    ];
    page.line(1, cells.join('\t'));
  }
};
