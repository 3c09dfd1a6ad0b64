import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { didYouMean } from './suggestion.ts';

type Members = Readonly<Record<string, t.Mixed>>;

type ClosedType<Required extends Members, Optional extends Members> = {
  readonly [Key in keyof Required]: t.TypeOf<Required[Key]>;
} & { readonly [Key in keyof Optional]?: t.TypeOf<Optional[Key]> };

/** Starts the message of an error about a key, as opposed to its value. */
export const unknownKey = 'unknown key';

/** How an error calls a value that is of the wrong type. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A map with these keys and no others. Unlike io-ts's `strict`, which drops unknown keys in silence, it says which one is unknown
 * and what it may have been meant to be: for files that people write.
 */
export const closed = <Required extends Members, Optional extends Members>(
  name: string,
  required: Required,
  optional: Optional,
): t.Type<ClosedType<Required, Optional>, Readonly<Record<string, unknown>>> => {
  type Value = ClosedType<Required, Optional>;
  const members: Members = { ...required, ...optional };
  const known = Object.keys(members);
  const validate = (value: unknown, context: t.Context): t.Validation<Value> => {
    if (!isMap(value)) return t.failure(value, context, `expected a map (${known.join(', ')}), got ${shown(value)}`);
    const errors: t.Errors = [];
    const found: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const member = Object.hasOwn(members, key) ? members[key] : undefined;
      const here = t.appendContext(context, key, member ?? t.unknown, value[key]);
      if (member === undefined) {
        const message = `${unknownKey} "${key}"${didYouMean(key, known) || ` (known here: ${known.join(', ')})`}`;
        errors.push({ value: value[key], context: here, message });
        continue;
      }
      const decoded = member.validate(value[key], here);
      if (E.isLeft(decoded)) errors.push(...decoded.left);
      else found[key] = decoded.right;
    }
    for (const key of Object.keys(required))
      if (!Object.hasOwn(value, key)) errors.push({ value, context, message: `"${key}" is missing` });
    return errors.length > 0 ? t.failures(errors) : t.success(found as Value); // every member was decoded by its codec
  };
  const encode = (value: Value): Readonly<Record<string, unknown>> =>
    Object.fromEntries(Object.entries(value).map(([key, member]) => [key, members[key]?.encode(member)]));
  const is = (value: unknown): value is Value =>
    isMap(value) &&
    Object.keys(required).every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, member]) => members[key]?.is(member) === true);
  return new t.Type(name, is, validate, encode);
};
