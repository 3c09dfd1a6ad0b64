import type { Instant } from '../../engine/index.ts';
import type { AnyRecord, Epoch, KindName, Records } from '../../cluster/index.ts';
import { ageOf } from './human-duration.ts';

/** What a printer may look at beside its record. */
export interface Printing {
  readonly now: Instant;
  readonly epoch: Epoch;
}

export type Cell = string | number;

/** One column of a kind's table. */
export interface Column<Row> {
  /** As in the Table of the API; headers are it in capitals. */
  readonly name: string;
  readonly type: 'string' | 'integer';
  /** Shown with `-o wide` only (priority 1). */
  readonly wide: boolean;
  readonly cell: (record: Row, printing: Printing) => Cell;
}

/** The columns of each kind. */
export type Columns<Name extends KindName> = readonly Column<Records[Name]>[];

export const column = <Row>(name: string, cell: Column<Row>['cell']): Column<Row> => ({
  name,
  type: 'string',
  wide: false,
  cell,
});

export const wideColumn = <Row>(name: string, cell: Column<Row>['cell']): Column<Row> => ({
  ...column(name, cell),
  wide: true,
});

export const numberColumn = <Row>(name: string, cell: (record: Row) => number): Column<Row> => ({
  ...column(name, cell),
  type: 'integer',
});

export const nameColumn: Column<AnyRecord> = column('Name', ({ meta }) => meta.name);

export const ageColumn: Column<AnyRecord> = column('Age', ({ meta }, { now }) => ageOf(meta.createdAt, now));

/** A text that is not there, as tables show it. */
export const orNone = (text: string | undefined): string => (text === undefined || text === '' ? '<none>' : text);
