import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { textAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { metadata } from './values.ts';

/** `containerPort` as describe heads it: `Container Port`. */
const heading = (key: string): string =>
  key.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/^./, (first) => first.toUpperCase());

const members = (page: Page, object: JsonObject, level: number): void => {
  for (const key of Object.keys(object).sort()) member(page, heading(key), object[key] ?? null, level);
};

const member = (page: Page, title: string, value: Json, level: number): void => {
  if (isJsonObject(value)) {
    page.line(level, `${title}:`);
    members(page, value, level + 1);
  } else if (isJsonArray(value)) {
    page.line(level, `${title}:`);
    for (const item of value) {
      if (isJsonObject(item)) members(page, item, level + 1);
      else page.line(level + 1, String(item));
    }
  } else page.pair(title, String(value), level);
};

/** Any object: what describe does for kinds it has no page for. */
export const describePlain = (page: Page, object: JsonObject): void => {
  page.pair('Name', textAt(object, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(object, 'metadata', 'namespace') ?? '');
  metadata(page, object);
  const { metadata: _, ...rest } = object;
  members(page, rest, 0);
};
