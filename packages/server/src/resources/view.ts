import type { Instant, JsonObject } from '@orrery/core/engine';
import { apiVersionOf, toObject, type AnyRecord, type Epoch, type KindName } from '@orrery/core/cluster';
import { printTable, tableObject, type IncludeObject } from '@orrery/core/api';
import type { Exchange } from '../http/exchange.ts';

/** How objects are shown to one client, at one moment. */
export interface View {
  readonly as: 'object' | 'table' | 'metadata';
  readonly include: IncludeObject;
  readonly epoch: Epoch;
  readonly now: Instant;
}

const includes: Readonly<Record<string, IncludeObject>> = { None: 'None', Metadata: 'Metadata', Object: 'Object' };

/** What comes with each row of a table; undefined for what is not known. */
export const includeOf = (query: Exchange['query']): IncludeObject | undefined =>
  includes[query.get('includeObject') ?? 'Metadata'];

const metadataOnly = (object: JsonObject): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object['metadata'] ?? {},
});

/** One object as the client wants it. */
export const shownObject = (record: AnyRecord, view: View, position: number): JsonObject => {
  const { as, include, epoch, now } = view;
  if (as === 'table')
    return tableObject(printTable(record.kind, [record], { now, epoch, wide: true }), position, epoch, include);
  const object = toObject(record, epoch);
  return as === 'metadata' ? metadataOnly(object) : object;
};

/** What a list says of itself. */
export interface ListMeta {
  readonly position: number;
  readonly continueToken: string;
  /** 0: not said. */
  readonly remaining: number;
}

const listMetadata = ({ position, continueToken, remaining }: ListMeta): JsonObject => ({
  resourceVersion: String(position),
  ...(continueToken === '' ? {} : { continue: continueToken }),
  ...(remaining === 0 ? {} : { remainingItemCount: remaining }),
});

/** The parts of a list, in the order in which they are written: a beginning, its items, an end. */
export interface ShownList {
  readonly head: string;
  readonly item: (record: AnyRecord) => JsonObject;
  readonly tail: string;
}

const listHead = (kind: string, apiVersion: string, meta: ListMeta): string =>
  `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":${JSON.stringify(listMetadata(meta))},"items":[`;

/** A list as the client wants it, to be written piece by piece. */
export const shownList = (kind: KindName, view: View, meta: ListMeta): ShownList => {
  const { as, include, epoch, now } = view;
  if (as === 'object')
    return {
      head: listHead(`${kind}List`, apiVersionOf(kind), meta),
      item: (record) => toObject(record, epoch),
      tail: ']}',
    };
  if (as === 'metadata')
    return {
      head: listHead('PartialObjectMetadataList', 'meta.k8s.io/v1', meta),
      item: (record) => metadataOnly(toObject(record, epoch)),
      tail: ']}',
    };
  const empty = {
    ...tableObject(printTable(kind, [], { now, epoch, wide: true }), meta.position, epoch, include),
    metadata: listMetadata(meta),
  };
  const { rows: _, ...head } = empty as JsonObject;
  return {
    head: `${JSON.stringify(head).slice(0, -1)},"rows":[`,
    item: (record) =>
      firstRow(tableObject(printTable(kind, [record], { now, epoch, wide: true }), meta.position, epoch, include)),
    tail: ']}',
  };
};

const firstRow = ({ rows }: JsonObject): JsonObject => {
  const [row] = Array.isArray(rows) ? rows : [];
  return (row ?? {}) as JsonObject; // tables have an object for each row
};
