import type { EventSchema, FieldType } from './event-schema.ts';

/** What one column of an event type holds: a number, an id in the dictionary, or lists of either. */
export const held = { number: 0, text: 1, body: 2, numbers: 3, texts: 4 } as const;
export type Held = (typeof held)[keyof typeof held];

interface Field {
  readonly name: string;
  readonly type: FieldType;
}

/** How the log lays out the payload of one event type: the fields in order, and the columns that they come to. */
export interface EventShape {
  readonly name: string;
  readonly code: number;
  readonly fields: readonly Field[];
  readonly columns: readonly Held[];
}

const columnsOf = (type: FieldType): readonly Held[] => {
  switch (type) {
    case 'int':
    case 'flag':
      return [held.number];
    case 'long':
      return [held.number, held.number];
    case 'text':
      return [held.text];
    case 'body':
      return [held.body];
    case 'ints':
      return [held.numbers];
    case 'texts':
      return [held.texts];
    default:
      return type satisfies never;
  }
};

/** The shapes of a schema's event types; the index is the code that the log stores. */
export const shapesOf = (schema: EventSchema): readonly EventShape[] =>
  Object.entries(schema).map(([name, types], code) => {
    const fields = Object.entries(types).map(([field, type]) => ({ name: field, type }));
    return { name, code, fields, columns: fields.flatMap(({ type }) => columnsOf(type)) };
  });
