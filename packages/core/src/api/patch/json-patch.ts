import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, isJsonArray, isJsonObject, type Json } from '../../engine/index.ts';
import { at, textAt } from '../../cluster/index.ts';

/** Reads a JSON pointer (RFC 6901) into its steps. */
const steps = (pointer: string): readonly string[] | undefined => {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
};

type Patched = E.Either<string, Json>;

const missing = (operation: string, path: string): E.Either<string, never> =>
  E.left(`${operation} operation does not apply: doc is missing path: ${path}: missing value`);

const index = (step: string, length: number): number | undefined =>
  /^(0|[1-9]\d*)$/.test(step) && Number(step) <= length ? Number(step) : undefined;

const get = (value: Json, path: readonly string[]): Json | undefined => {
  let here: Json | undefined = value;
  for (const step of path) {
    if (isJsonArray(here)) here = index(step, here.length - 1) === undefined ? undefined : here[Number(step)];
    else here = isJsonObject(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  }
  return here;
};

/** The value with what stands at a path changed: `change` gives the new member, or undefined to remove it. */
const changed = (
  value: Json,
  path: readonly string[],
  insert: boolean,
  change: (before: Json | undefined) => Patched | undefined,
): Patched | undefined => {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (isJsonArray(value)) {
    const last = insert && rest.length === 0;
    const i = step === '-' && last ? value.length : index(step, last ? value.length : value.length - 1);
    if (i === undefined) return undefined;
    const inner =
      rest.length === 0 ? change(last ? undefined : value[i]) : changed(value[i] ?? null, rest, insert, change);
    return inner === undefined
      ? undefined
      : E.isLeft(inner)
        ? inner
        : E.right(value.toSpliced(i, last ? 0 : 1, inner.right));
  }
  if (!isJsonObject(value) || (rest.length > 0 && !Object.hasOwn(value, step))) return undefined;
  const inner = rest.length === 0 ? change(value[step]) : changed(value[step] ?? null, rest, insert, change);
  return inner === undefined ? undefined : E.isLeft(inner) ? inner : E.right({ ...value, [step]: inner.right });
};

const removed = (value: Json, path: readonly string[]): Json | undefined => {
  const parent = path.slice(0, -1);
  const key = path[path.length - 1] ?? '';
  const holder = get(value, parent);
  if (get(value, path) === undefined) return undefined;
  let without: Json;
  if (isJsonArray(holder)) without = holder.toSpliced(Number(key), 1);
  else if (isJsonObject(holder)) without = Object.fromEntries(Object.entries(holder).filter(([name]) => name !== key));
  else return undefined;
  const put = changed(value, parent, false, () => E.right(without));
  return put !== undefined && E.isRight(put) ? put.right : undefined;
};

const orMissing = (operation: string, path: string, result: Patched | undefined): Patched =>
  result ?? missing(operation, path);

const applyOne = (value: Json, operation: Json): Patched => {
  const op = textAt(operation, 'op') ?? '';
  const path = textAt(operation, 'path');
  const to = path === undefined ? undefined : steps(path);
  if (path === undefined || to === undefined)
    return E.left(`${op} operation does not apply: the path is no JSON pointer`);
  const given = at(operation, 'value');
  switch (op) {
    case 'add':
      return orMissing(
        op,
        path,
        changed(value, to, true, () => E.right(given ?? null)),
      );
    case 'replace':
      if (get(value, to) === undefined) return missing(op, path);
      return orMissing(
        op,
        path,
        changed(value, to, false, () => E.right(given ?? null)),
      );
    case 'remove': {
      const rest = removed(value, to);
      return rest === undefined ? missing(op, path) : E.right(rest);
    }
    case 'test': {
      const found = get(value, to) ?? null;
      const same = canonicalJson(found) === canonicalJson(given ?? null);
      return same ? E.right(value) : E.left(`testing value ${path} failed: test failed`);
    }
    case 'move':
    case 'copy':
      return relocated(value, op, textAt(operation, 'from') ?? '', path);
    default:
      return E.left(`Unexpected kind: ${op === '' ? 'unknown' : op}`);
  }
};

const relocated = (value: Json, op: 'move' | 'copy', from: string, path: string): Patched => {
  const source = steps(from);
  const moved = source === undefined ? undefined : get(value, source);
  if (source === undefined || moved === undefined) return missing(op, from);
  const rest = op === 'copy' ? value : removed(value, source);
  if (rest === undefined) return missing(op, from);
  return orMissing(
    op,
    path,
    changed(rest, steps(path) ?? [], true, () => E.right(moved)),
  );
};

/** A JSON patch (RFC 6902) applied, all operations or none. What is missing is an error, as in upstream's library. */
export const jsonPatch = (value: Json, patch: Json): Patched => {
  if (!isJsonArray(patch)) return E.left('a JSON patch is a list of operations');
  let patched: Patched = E.right(value);
  for (const operation of patch) {
    if (E.isLeft(patched)) return patched;
    patched = applyOne(patched.right, operation);
  }
  return patched;
};
