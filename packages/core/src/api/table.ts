import type { JsonObject } from '../engine/index.ts';
import { toObject, type AnyRecord, type KindName } from '../cluster/index.ts';
import { columnsOf } from './print/index.ts';
import type { Cell, Column, Printing } from './print/column.ts';

/** A column of a printed table. `priority` 1: shown with `-o wide` only. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer';
  readonly priority: 0 | 1;
}

export interface TableRow {
  readonly record: AnyRecord;
  readonly cells: readonly Cell[];
}

/** Objects as a table, before anybody pads it: what the API server prints for `kubectl get`. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableOptions extends Printing {
  /** With the columns of `-o wide`. */
  readonly wide: boolean;
}

/** Prints records of one kind. `now` is when ages are counted to, `epoch` names instant 0. */
export const printTable = (kind: KindName, records: readonly AnyRecord[], options: TableOptions): Table => {
  // The columns of a kind read records of that kind, which is what the caller gives.
  const all = columnsOf[kind] as readonly Column<AnyRecord>[];
  const columns = options.wide ? all : all.filter(({ wide }) => !wide);
  return {
    columns: columns.map(({ name, type, wide }) => ({ name, type, priority: wide ? 1 : 0 })),
    rows: records.map((record) => ({ record, cells: columns.map(({ cell }) => cell(record, options)) })),
  };
};

/** What comes with each row on the wire: nothing, the metadata, or the whole object. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** A table as meta.k8s.io/v1 Table. */
export const tableObject = (
  { columns, rows }: Table,
  position: number,
  epoch: number,
  include: IncludeObject,
): JsonObject => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: { resourceVersion: String(position) },
  columnDefinitions: columns.map(({ name, type, priority }) => ({
    name,
    type,
    format: name === 'Name' ? 'name' : '',
    description: '',
    priority,
  })),
  rows: rows.map(({ record, cells }) => ({ cells: [...cells], ...rowObject(record, epoch, include) })),
});

const rowObject = (record: AnyRecord, epoch: number, include: IncludeObject): JsonObject => {
  if (include === 'None') return {};
  const object = toObject(record, epoch);
  if (include === 'Object') return { object };
  const { metadata = {} } = object;
  return { object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } };
};
