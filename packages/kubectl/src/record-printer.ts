import * as E from 'fp-ts/lib/Either.js';
import type { Instant, Json, JsonObject } from '@orrery/core/engine';
import {
  kinds,
  objectAt,
  toObject,
  type AnyRecord,
  type Epoch,
  type KindName,
  type WatchEventType,
} from '@orrery/core/cluster';
import { formatLabels, printTable } from '@orrery/core/api';
import { print, type Part } from './call.ts';
import { customColumns } from './custom-columns.ts';
import { formatYaml } from './yaml-writer.ts';
import { jsonPathText } from './json-path-text.ts';
import type { Output } from './output.ts';
import { objectName } from './resource.ts';
import { sorted } from './sort-by.ts';
import { TableWriter } from './table-writer.ts';

/** How `get` shows what it found. */
export interface Shown {
  readonly output: Output;
  readonly now: () => Instant;
  readonly epoch: Epoch;
  readonly withNamespace: boolean;
  /** Names as `pod/web-0`: when there may be several kinds. */
  readonly withKind: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly noHeaders: boolean;
  readonly sortBy: string | undefined;
  /** A column EVENT first. */
  readonly watchEvents: boolean;
  /** Objects in full say who manages which fields. */
  readonly showManagedFields: boolean;
  /** One object was asked for by name: it is shown itself, not in a list. */
  readonly single: boolean;
}

export const isTable = ({ type }: Output): boolean => type === 'table' || type === 'custom-columns';

interface Grid {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The cells of some records of one kind, as the options want them. */
const gridOf = (
  kind: KindName,
  records: readonly AnyRecord[],
  shown: Shown,
  event: WatchEventType | undefined,
): Grid => {
  const { output, withKind, showLabels, labelColumns } = shown;
  const withNamespace = shown.withNamespace && kinds[kind].namespaced;
  const wide = output.type === 'table' && output.wide;
  const { columns, rows } = printTable(kind, records, { now: shown.now(), epoch: shown.epoch, wide });
  const before = [...(event === undefined ? [] : ['EVENT']), ...(withNamespace ? ['NAMESPACE'] : [])];
  const after = [
    ...labelColumns.map((label) => (label.split('/').at(-1) ?? '').toUpperCase()),
    ...(showLabels ? ['LABELS'] : []),
  ];
  return {
    header: [...before, ...columns.map(({ name }) => name.toUpperCase()), ...after],
    rows: rows.map(({ record, cells }) => {
      const { name, namespace, labels } = record.meta;
      const texts = cells.map(String);
      const named = withKind && texts[0] === name ? [objectName(kind, name), ...texts.slice(1)] : texts;
      return [
        ...(event === undefined ? [] : [event]),
        ...(withNamespace ? [namespace] : []),
        ...named,
        ...labelColumns.map((label) => labels[label] ?? ''),
        ...(showLabels ? [formatLabels(labels)] : []),
      ];
    }),
  };
};

/** Shows records of one kind as they come: one table whose columns keep their widths, or one object after another. */
export class Tables {
  readonly #shown: Shown;
  readonly #writer = new TableWriter();
  #begun = false;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  *show(kind: KindName, records: readonly AnyRecord[], event: WatchEventType): Part<void> {
    const { output, watchEvents, noHeaders } = this.#shown;
    if (records.length === 0) return;
    if (output.type !== 'table') {
      for (const record of records)
        yield* showObjects([toObject(record, this.#shown.epoch)], [record], { ...this.#shown, single: true });
      return;
    }
    const { header, rows } = gridOf(kind, records, this.#shown, watchEvents ? event : undefined);
    const lines = this.#writer.write(this.#begun || noHeaders ? rows : [header, ...rows]);
    this.#begun = true;
    yield* print(lines.join('\n'));
  }
}

/** Shows records of several kinds; says what is wrong with a template. */
export function* showRecords(
  groups: ReadonlyMap<KindName, readonly AnyRecord[]>,
  shown: Shown,
): Part<string | undefined> {
  const ordered = new Map<KindName, readonly AnyRecord[]>();
  for (const [kind, records] of groups) {
    const inOrder = shown.sortBy === undefined ? E.right(records) : sorted(records, shown.sortBy, shown.epoch);
    if (E.isLeft(inOrder)) return inOrder.left;
    if (inOrder.right.length > 0) ordered.set(kind, inOrder.right);
  }
  if (shown.output.type !== 'table') {
    const records = [...ordered.values()].flat();
    return yield* showObjects(
      records.map((record) => toObject(record, shown.epoch)),
      records,
      shown,
    );
  }
  let first = true;
  for (const [kind, records] of ordered) {
    if (!first) yield* print('');
    first = false;
    yield* new Tables(shown).show(kind, records, 'ADDED');
  }
  return undefined;
}

const listOf = (objects: readonly JsonObject[]): JsonObject => ({
  apiVersion: 'v1',
  items: objects,
  kind: 'List',
  metadata: { resourceVersion: '' },
});

/** Who manages which fields is shown only when it is asked for. */
const withoutManagers = (object: JsonObject): JsonObject => {
  const { managedFields: _, ...metadata } = objectAt(object, 'metadata') ?? {};
  return { ...object, metadata };
};

function* showObjects(
  objects: readonly JsonObject[],
  records: readonly AnyRecord[],
  { output, single, noHeaders, showManagedFields }: Shown,
): Part<string | undefined> {
  const inFull = output.type === 'json' || output.type === 'yaml';
  const shown = inFull && !showManagedFields ? objects.map(withoutManagers) : objects;
  const [first] = shown;
  const whole: Json = single && first !== undefined ? first : listOf(shown);
  switch (output.type) {
    case 'json':
      yield* print(JSON.stringify(sortedKeys(whole), undefined, 4));
      return undefined;
    case 'yaml':
      yield* print(formatYaml(whole).replace(/\n$/, ''));
      return undefined;
    case 'name':
      for (const { kind, meta } of records) yield* print(objectName(kind, meta.name));
      return undefined;
    case 'jsonpath': {
      const text = jsonPathText(output.template, whole);
      if (E.isLeft(text)) return `error: ${text.left}`;
      yield* print(text.right.replace(/\n$/, ''));
      return undefined;
    }
    case 'custom-columns': {
      const table = customColumns(output.template, objects);
      if (E.isLeft(table)) return `error: ${table.left}`;
      const [header = [], ...rows] = table.right;
      yield* print(new TableWriter().write(noHeaders ? rows : [header, ...rows]).join('\n'));
      return undefined;
    }
    case 'table':
      return undefined;
    default:
      return output satisfies never;
  }
}

/** Members in the order of their names, as kubectl prints objects. */
const sortedKeys = (value: Json): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => sortedKeys(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => [key, sortedKeys(member as Json)]),
  );
};
