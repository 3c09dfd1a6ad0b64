import { textAt, textsAt } from '../../cluster/index.ts';
import { ageColumn, column, nameColumn, numberColumn, type Columns } from './column.ts';

const size = (texts: Readonly<Record<string, string>>): number => Object.keys(texts).length;

export const configMapColumns: Columns<'ConfigMap'> = [
  nameColumn,
  numberColumn('Data', ({ body }) => size(textsAt(body.json, 'data')) + size(textsAt(body.json, 'binaryData'))),
  ageColumn,
];

export const secretColumns: Columns<'Secret'> = [
  nameColumn,
  column('Type', ({ body }) => textAt(body.json, 'type') ?? 'Opaque'),
  numberColumn('Data', ({ body }) => size(textsAt(body.json, 'data'))),
  ageColumn,
];
