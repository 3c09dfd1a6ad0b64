import type * as E from 'fp-ts/lib/Either.js';
import { isJsonArray, isJsonObject, jsonEqual, type Json } from '../../engine/index.ts';
import { at, textAt } from '../../cluster/index.ts';
import { orRefusal, refuse } from './refusal.ts';

/*
 * Semantics and messages are those of gopkg.in/evanphx/json-patch.v4, which the API server uses. Where it differs from
 * RFC 6902: an index may be negative and counts from the end, `add` and `replace` take a missing value as null, replacing an
 * absent member of an object adds it, and the whole document can be replaced or tested but not removed.
 */

/** Reads a JSON pointer (RFC 6901) into its steps; undefined when it points at no member. */
const steps = (pointer: string): readonly string[] | undefined =>
  pointer.includes('/')
    ? pointer
        .split('/')
        .slice(1)
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    : undefined;

/** An index into a list of `length` items, counted from the end when negative. */
const indexOf = (step: string, length: number): number => {
  if (!/^[+-]?\d+$/.test(step)) return refuse(`value was not a proper array index: '${step}'`);
  const given = Number(step);
  const index = given < 0 ? given + length : given;
  if (index < 0 || index >= length) refuse(`Unable to access invalid index: ${given}: invalid index referenced`);
  return index;
};

/** What stands at one step below a value; undefined when an object has no such member. */
const child = (holder: Json, step: string): Json | undefined => {
  if (isJsonArray(holder)) return holder[indexOf(step, holder.length)];
  return isJsonObject(holder) && Object.hasOwn(holder, step) ? holder[step] : undefined;
};

/** The same list or object with one step below it changed by `change`; undefined when there is no such place. */
const within = (
  holder: Json,
  path: readonly string[],
  change: (last: Json, step: string) => Json,
): Json | undefined => {
  const [step, ...rest] = path;
  if (step === undefined || (!isJsonArray(holder) && !isJsonObject(holder))) return undefined;
  if (rest.length === 0) return change(holder, step);
  let below: Json | undefined;
  if (!isJsonArray(holder)) below = child(holder, step);
  else if (isIndex(step, holder.length)) below = child(holder, step);
  const inner = below === undefined ? undefined : within(below, rest, change);
  return inner === undefined ? undefined : put(holder, step, inner);
};

const isIndex = (step: string, length: number): boolean =>
  /^[+-]?\d+$/.test(step) && Number(step) < length && Number(step) >= -length;

/** Lists and objects with a member set, added or taken away. */
const put = (holder: Json, step: string, value: Json): Json =>
  isJsonArray(holder)
    ? holder.with(indexOf(step, holder.length), value)
    : Object.fromEntries([...Object.entries(holder ?? {}), [step, value]]);

const add = (holder: Json, step: string, value: Json): Json => {
  if (!isJsonArray(holder)) return put(holder, step, value);
  return step === '-' ? [...holder, value] : holder.toSpliced(indexOf(step, holder.length + 1), 0, value);
};

const remove = (holder: Json, step: string): Json => {
  if (isJsonArray(holder)) return holder.toSpliced(indexOf(step, holder.length), 1);
  if (!isJsonObject(holder) || !Object.hasOwn(holder, step))
    return refuse(`Unable to remove nonexistent key: ${step}: missing value`);
  return Object.fromEntries(Object.entries(holder).filter(([name]) => name !== step));
};

/** Changes what `pointer` points at, or refuses because there is no such place. */
const change = (doc: Json, pointer: string, missing: string, how: (holder: Json, step: string) => Json): Json => {
  const path = steps(pointer);
  return (path === undefined ? undefined : within(doc, path, how)) ?? refuse(`${missing}: missing value`);
};

/** What `pointer` points at; undefined when an object that is there has no such member. */
const find = (doc: Json, pointer: string, missing: string): Json | undefined => {
  let found: Json | undefined;
  change(doc, pointer, missing, (holder, step) => {
    found = child(holder, step);
    return holder;
  });
  return found;
};

const replaceWhole = (value: Json): Json =>
  isJsonArray(value) || isJsonObject(value) ? value : refuse('replace operation value must be object or array');

const test = (doc: Json, pointer: string, value: Json | undefined): Json => {
  const found = pointer === '' ? doc : find(doc, pointer, `test operation does not apply: is missing path: ${pointer}`);
  return jsonEqual(found ?? null, value ?? null) ? doc : refuse(`testing value ${pointer} failed: test failed`);
};

const relocate = (doc: Json, op: 'move' | 'copy', from: string, path: string): Json => {
  const place = `${op} operation does not apply: doc is missing`;
  const moved = find(doc, from, `${place} from path: ${from}`) ?? null;
  const rest = op === 'copy' ? doc : change(doc, from, place, remove);
  return change(rest, path, `${place} destination path: ${path}`, (holder, step) => add(holder, step, moved));
};

const applyOne = (doc: Json, operation: Json): Json => {
  const op = textAt(operation, 'op') ?? 'unknown';
  const path = textAt(operation, 'path');
  const value = at(operation, 'value');
  if (!['add', 'remove', 'replace', 'test', 'move', 'copy'].includes(op)) return refuse(`Unexpected kind: ${op}`);
  if (path === undefined) return refuse(`${op} operation failed to decode path: missing value`);
  const missing = `${op} operation does not apply: doc is missing path: `;
  switch (op) {
    case 'add':
      return change(doc, path, `${missing}"${path}"`, (holder, step) => add(holder, step, value ?? null));
    case 'remove':
      return change(doc, path, `${missing}"${path}"`, remove);
    case 'replace':
      if (path === '') return replaceWhole(value ?? null);
      return change(doc, path, `${missing}${path}`, (holder, step) =>
        isJsonArray(holder) && !isIndex(step, holder.length)
          ? refuse(`replace operation does not apply: doc is missing key: ${path}: missing value`)
          : put(holder, step, value ?? null),
      );
    case 'test':
      return test(doc, path, value);
    default: {
      const from = textAt(operation, 'from');
      if (from === undefined) return refuse(`${op} operation failed to decode from: missing value`);
      return relocate(doc, op === 'move' ? 'move' : 'copy', from, path);
    }
  }
};

/** A JSON patch (RFC 6902) applied, all operations or none. */
export const jsonPatch = (doc: Json, patch: Json): E.Either<string, Json> =>
  orRefusal(() => (isJsonArray(patch) ? patch.reduce(applyOne, doc) : refuse('a JSON patch is a list of operations')));
