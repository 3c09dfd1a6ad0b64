import type { Body } from './dictionary.ts';

/**
 * What a field of an event may hold, and how many 32-bit words it takes in the log:
 * `int` one (a signed 32-bit number), `long` two (a safe integer), `flag` one, `text` and `body` one (dictionary ids),
 * `ints` and `texts` a count and then one each.
 */
export type FieldType = 'int' | 'long' | 'flag' | 'text' | 'body' | 'ints' | 'texts';

interface FieldValue {
  readonly int: number;
  readonly long: number;
  readonly flag: boolean;
  readonly text: string;
  readonly body: Body;
  readonly ints: readonly number[];
  readonly texts: readonly string[];
}

/** The fields of every event type, by name, in the order in which the log stores them. */
export type EventSchema = Readonly<Record<string, Readonly<Record<string, FieldType>>>>;

/** The tagged union that a schema describes. */
export type EventOf<Schema extends EventSchema> = {
  readonly [Type in keyof Schema & string]: { readonly type: Type } & {
    readonly [Field in keyof Schema[Type]]: FieldValue[Schema[Type][Field]];
  };
}[keyof Schema & string];

/** Any event: a past-tense type and its payload. */
export interface Fact {
  readonly type: string;
}
