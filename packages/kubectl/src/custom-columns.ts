import * as E from 'fp-ts/lib/Either.js';
import type { Json } from '@orrery/core/engine';
import { goText } from './json-path.ts';
import { relaxedTemplate } from './json-path-parse.ts';
import { jsonPathValues } from './json-path-text.ts';

interface Column {
  readonly header: string;
  readonly template: string;
}

/** `NAME:.metadata.name`; the path may stand in braces and begin without a dot. */
const columnOf = (text: string): E.Either<string, Column> => {
  const [header = '', path, ...others] = text.split(':');
  if (path === undefined || others.length > 0)
    return E.left(`unexpected custom-columns spec: ${text}, expected <header>:<json-path-expr>`);
  const template = relaxedTemplate(path);
  return E.isLeft(template) ? template : E.right({ header, template: template.right });
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
      const found = jsonPathValues(template, object);
      if (E.isLeft(found)) return found;
      row.push(found.right.length === 0 ? '<none>' : found.right.map(goText).join(','));
    }
    rows.push(row);
  }
  return E.right([columns.map(({ header }) => header), ...rows]);
};
