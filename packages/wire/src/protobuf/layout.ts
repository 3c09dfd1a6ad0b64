import type { Schema, StructSchema } from '@orrery/core/api';
import { homeOf, numbers, type Package } from './numbers/index.ts';

/** A member of a message: a field of the object, or a message whose fields the object has as its own. */
export type Member =
  | { readonly type: 'field'; readonly name: string; readonly schema: Schema; readonly micro: boolean }
  | { readonly type: 'inline'; readonly layout: Layout };

/** How an object is laid out as a message. */
export interface Layout {
  /** Where the structs of its fields are looked up first. */
  readonly package: Package;
  /** By number, which each member on the wire says. */
  readonly members: ReadonlyMap<number, Member>;
}

/** Times that are written to the microsecond; all others to the second. */
const microTimes = new Set([
  'Event.eventTime',
  'EventSeries.lastObservedTime',
  'LeaseSpec.acquireTime',
  'LeaseSpec.renewTime',
]);

export const isMicroTime = (struct: string, field: string): boolean => microTimes.has(`${struct}.${field}`);

/** A line of numbers: `name` has the number after the last, `name=7` its own, and `...Name` is an inlined message. */
const wordsOf = (line: string): readonly { readonly number: number; readonly word: string }[] => {
  let last = 0;
  return line.split(' ').map((part) => {
    const [word = '', number = String(last + 1)] = part.split('=');
    last = Number(number);
    return { number: last, word };
  });
};

const layOut = (name: string, schema: StructSchema, from: Package): Layout => {
  const home = homeOf(name, from);
  const members = new Map<number, Member>();
  for (const { number, word } of wordsOf(numbers[home][name] ?? '')) {
    if (word.startsWith('...')) {
      members.set(number, { type: 'inline', layout: layOut(word.slice(3), schema, home) });
      continue;
    }
    // What the schema does not know is left out, as it is of a JSON body.
    const field = Object.hasOwn(schema.fields, word) ? schema.fields[word] : undefined;
    const micro = isMicroTime(schema.name, word);
    if (field !== undefined) members.set(number, { type: 'field', name: word, schema: field, micro });
  }
  return { package: home, members };
};

const layouts = new Map<StructSchema, Map<Package, Layout>>();

/** The layout of a struct that is named in a package. Made once. */
export const layoutOf = (schema: StructSchema, from: Package): Layout => {
  let known = layouts.get(schema);
  if (known === undefined) layouts.set(schema, (known = new Map<Package, Layout>()));
  let layout = known.get(from);
  if (layout === undefined) known.set(from, (layout = layOut(schema.name, schema, from)));
  return layout;
};
