import * as E from 'fp-ts/lib/Either.js';
import { toObject, type AnyRecord, type Epoch } from '@orrery/core/cluster';
import { compareQuantities, parseQuantity } from '@orrery/core/cluster';
import { relaxedTemplate } from './json-path-parse.ts';
import { jsonPathTexts } from './json-path-text.ts';

const compareTexts = (a: string, b: string): number => {
  const [x, y] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && Number.isFinite(x) && Number.isFinite(y)) return x - y;
  const [p, q] = [parseQuantity(a), parseQuantity(b)];
  if (E.isRight(p) && E.isRight(q)) return compareQuantities(p.right, q.right);
  return a < b ? -1 : a > b ? 1 : 0;
};

/** Records by what a JSONPath finds in them; those without it come first. */
export const sorted = (
  records: readonly AnyRecord[],
  path: string,
  epoch: Epoch,
): E.Either<string, readonly AnyRecord[]> => {
  const template = relaxedTemplate(path);
  if (E.isLeft(template)) return E.left(`error: ${template.left}`);
  const keyed: { readonly record: AnyRecord; readonly key: string | undefined }[] = [];
  for (const record of records) {
    const found = jsonPathTexts(template.right, toObject(record, epoch));
    if (E.isLeft(found)) return E.left(`error: ${found.left}`);
    keyed.push({ record, key: found.right[0] });
  }
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined) return a.key === b.key ? 0 : a.key === undefined ? -1 : 1;
    return compareTexts(a.key, b.key);
  });
  return E.right(keyed.map(({ record }) => record));
};
