import type { JsonObject } from '@orrery/core/engine';
import { listAt, parseTimestamp, textAt, textListAt, textsAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An RFC 3339 text in UTC as RFC 1123 writes it: `Thu, 01 Jan 2026 00:00:00 +0000`. */
export const longTime = (text: string): string => {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(text);
  const seconds = parseTimestamp(text);
  if (match === null || seconds === undefined) return text;
  const weekday = weekdays[(Math.floor(seconds / 86_400) + 4) % 7] ?? '';
  return `${weekday}, ${match[3] ?? ''} ${months[Number(match[2]) - 1] ?? ''} ${match[1] ?? ''} ${match[4] ?? ''} +0000`;
};

const byKey = (texts: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

export const pairs = (texts: Readonly<Record<string, string>>): readonly string[] =>
  byKey(texts).map(([key, value]) => `${key}=${value}`);

const longAnnotation = 140;

/** Annotations, without what `apply` keeps; long ones on lines of their own. */
export const annotations = (page: Page, texts: Readonly<Record<string, string>>, level = 0): void => {
  const shown = byKey(texts).filter(([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration');
  const lines = shown.flatMap(([key, value]) => {
    if (value.length <= longAnnotation && !value.includes('\n')) return [`${key}: ${value}`];
    const short = value.length > 255 ? `${value.slice(0, 255)}...` : value;
    return [`${key}:`, ...short.split('\n').map((line) => `  ${line}`)];
  });
  page.list('Annotations', lines, level);
};

/** Labels and annotations of an object's metadata. */
export const metadata = (page: Page, object: JsonObject, level = 0): void => {
  page.list('Labels', pairs(textsAt(object, 'metadata', 'labels')), level);
  annotations(page, textsAt(object, 'metadata', 'annotations'), level);
};

const modes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,RWX`, in the fixed order. */
export const accessModes = (object: JsonObject, ...path: readonly string[]): string => {
  const given = textListAt(object, ...path);
  return Object.entries(modes)
    .filter(([mode]) => given.includes(mode))
    .map(([, short]) => short)
    .join(',');
};

/** A label selector as text. */
export const selectorText = (object: JsonObject, ...path: readonly string[]): string => {
  const labels = pairs(textsAt(object, ...path, 'matchLabels'));
  const expressions = listAt(object, ...path, 'matchExpressions').map((one) => {
    const key = textAt(one, 'key') ?? '';
    const values = textListAt(one, 'values').join(',');
    switch (textAt(one, 'operator')) {
      case 'In':
        return `${key} in (${values})`;
      case 'NotIn':
        return `${key} notin (${values})`;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return key;
    }
  });
  const all = [...labels, ...expressions];
  return all.length === 0 ? '<none>' : all.join(',');
};
