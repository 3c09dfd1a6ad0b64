/*
 * The shape of the API's objects as data. From it come decoding and the search for unknown fields, the merge keys of strategic
 * patches, and the published list of fields. The words are few: scalars, `list`, `map`, `struct`, and how each is kept.
 */

/** Scalars by the type that an error names. `quantity` is written in its one canonical form. */
export type Scalar = 'string' | 'bool' | 'int32' | 'int64' | 'quantity' | 'int-or-string' | 'time' | 'bytes' | 'any';

/**
 * What becomes of an empty value ("" 0 false [] {}): `drop` leaves it out (Go's omitempty), `keep` stores it (a pointer),
 * `fill` also puts it there when it was left out (a struct by value).
 */
export type Emptiness = 'drop' | 'keep' | 'fill';

interface Common {
  readonly empty: Emptiness;
}

export interface ScalarSchema extends Common {
  readonly type: Scalar;
}

export interface ListSchema extends Common {
  readonly type: 'list';
  readonly of: Schema;
  /** Strategic merge joins items that are equal in this member; without it lists are replaced. */
  readonly mergeKey?: string;
  /** A list of scalars that strategic merge unites. */
  readonly union?: boolean;
  /** What tells items apart for managers of fields, where that is not the merge key; empty: the list is owned as a whole. */
  readonly keys?: readonly string[];
  /** Managers of fields own its items one by one, though patches replace it. */
  readonly set?: boolean;
}

export interface MapSchema extends Common {
  readonly type: 'map';
  readonly of: Schema;
  /** Managers of fields own it as a whole. */
  readonly atomic?: boolean;
}

export interface StructSchema extends Common {
  readonly type: 'struct';
  /** Name of the Go type, which decoding errors give. */
  readonly name: string;
  readonly fields: Fields;
  /** Strategic merge replaces members that the patch does not name (patchStrategy retainKeys). */
  readonly retainKeys?: boolean;
  /** Managers of fields own it as a whole. */
  readonly atomic?: boolean;
}

export type Schema = ScalarSchema | ListSchema | MapSchema | StructSchema;

export type Fields = Readonly<Record<string, Schema>>;

const scalar = (type: Scalar): ScalarSchema => ({ type, empty: 'drop' });

export const text = scalar('string');
export const flag = scalar('bool');
export const int32 = scalar('int32');
export const int64 = scalar('int64');
export const intOrText: ScalarSchema = { type: 'int-or-string', empty: 'keep' };
export const quantity: ScalarSchema = { type: 'quantity', empty: 'keep' };
/** Bytes, in base64. */
export const bytes: ScalarSchema = { type: 'bytes', empty: 'keep' };
export const time: ScalarSchema = { type: 'time', empty: 'keep' };
/** A value of any shape, kept as it is. */
export const anything: ScalarSchema = { type: 'any', empty: 'keep' };

export const list = (of: Schema, mergeKey?: string): ListSchema => ({
  type: 'list',
  of,
  empty: 'drop',
  ...(mergeKey === undefined ? {} : { mergeKey }),
});

/** A list of scalars that strategic merge unites. */
export const union = (of: Schema): ListSchema => ({ type: 'list', of, empty: 'drop', union: true });

export const map = (of: Schema): MapSchema => ({ type: 'map', of, empty: 'drop' });
export const texts = map(kept(text));
export const quantities = map(quantity);

export const struct = (name: string, fields: Fields): StructSchema => ({ type: 'struct', name, fields, empty: 'keep' });

/** An empty value is stored, not dropped. */
export function kept<Of extends Schema>(of: Of): Of {
  return { ...of, empty: 'keep' };
}

/** Present as {} even when it was left out. */
export const filled = (of: StructSchema): StructSchema => ({ ...of, empty: 'fill' });

export const retainingKeys = (of: StructSchema): StructSchema => ({ ...of, retainKeys: true });

/** Managers of fields own it as a whole. */
export function atomic<Of extends MapSchema | StructSchema>(of: Of): Of {
  return { ...of, atomic: true };
}

/** Managers of fields own its items one by one, though patches replace it. */
export const asSet = (of: ListSchema): ListSchema => ({ ...of, set: true });

/** Managers of fields tell its items apart by these members together. */
export const keyedBy = (of: ListSchema, ...keys: readonly string[]): ListSchema => ({ ...of, keys });
