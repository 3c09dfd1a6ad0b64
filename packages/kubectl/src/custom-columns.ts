import * as E from 'fp-ts/lib/Either.js';
import type { Json } from '@orrery/core/engine';
import { jsonPathTexts } from './json-path-text.ts';

interface Column {
  readonly header: string;
  readonly template: string;
}

/** `NAME:.metadata.name`; the path may stand in braces and begin without a dot. */
const columnOf = (text: string): E.Either<string, Column> => {
  const colon = text.indexOf(':');
  if (colon < 1) return E.left(`unexpected custom-columns spec: ${text}, expected <header>:<json-path-expr>`);
  const given = text.slice(colon + 1).replace(/^\{(.*)\}$/, '$1');
  const path = given.startsWith('.') || given.startsWith('$') ? given : `.${given}`;
  return E.right({ header: text.slice(0, colon), template: `{${path}}` });
};

/** The table of `-o custom-columns=SPEC`: a header, then a row for each object. What is missing shows as `<none>`. */
export const customColumns = (
  spec: string,
  objects: readonly Json[],
): E.Either<string, readonly (readonly string[])[]> => {
  const columns: Column[] = [];
  for (const part of spec.split(',')) {
    const column = columnOf(part);
    if (E.isLeft(column)) return column;
    columns.push(column.right);
  }
  const rows: (readonly string[])[] = [];
  for (const object of objects) {
    const row: string[] = [];
    for (const { template } of columns) {
      const found = jsonPathTexts(template, object);
      if (E.isLeft(found)) return found;
      row.push(found.right.length === 0 ? '<none>' : found.right.join(','));
    }
    rows.push(row);
  }
  return E.right([columns.map(({ header }) => header), ...rows]);
};
