import { base64Bytes, type JsonObject } from '@orrery/core/engine';
import { textAt, textsAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { metadata } from './values.ts';

const head = (page: Page, object: JsonObject): void => {
  page.pair('Name', textAt(object, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(object, 'metadata', 'namespace') ?? '');
  metadata(page, object);
};

const title = (page: Page, text: string): void => {
  for (const line of ['', text, '====']) page.line(0, line);
};

const sorted = (texts: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(texts).sort(([one], [other]) => (one < other ? -1 : 1));

export const describeConfigMap = (page: Page, object: JsonObject): void => {
  head(page, object);
  title(page, 'Data');
  for (const [key, value] of sorted(textsAt(object, 'data')))
    for (const line of [`${key}:`, '----', ...value.split('\n'), '']) page.line(0, line);
  title(page, 'BinaryData');
  for (const [key, value] of sorted(textsAt(object, 'binaryData'))) page.line(0, `${key}: ${base64Bytes(value)} bytes`);
  page.line(0, '');
};

/** Keys and lengths only: what is in them stays out of terminals. */
export const describeSecret = (page: Page, object: JsonObject): void => {
  head(page, object);
  page.line(0, '');
  page.pair('Type', textAt(object, 'type') ?? '');
  title(page, 'Data');
  for (const [key, value] of sorted(textsAt(object, 'data'))) page.pair(key, `${base64Bytes(value)} bytes`);
};
