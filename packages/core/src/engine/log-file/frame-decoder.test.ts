import { expect, test } from 'vitest';
import { Dictionary } from '../dictionary.ts';
import type { EventSchema } from '../event-schema.ts';
import { shapesOf } from '../log-shape.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { ByteWriter } from './varint.ts';

/** What the decoder makes of a frame with one event of the schema's first type, whose columns are given as constants. */
const decoded = (
  schema: EventSchema,
  columns: readonly number[],
  tail: readonly number[] = [],
  dictionary = new Dictionary(),
) => {
  const out = new ByteWriter();
  // Type 0, instant 9, actor 1, cause 0 as a position.
  out.append(Uint8Array.of(0, 9, 0, 2, 0, 0, 0));
  for (const value of columns) {
    out.byte(0);
    out.signed(value);
  }
  out.append(Uint8Array.from(tail));
  const bytes = out.take();
  const frame = {
    sort: 'events',
    first: 1,
    events: 1,
    entries: 0,
    bodyLength: bytes.length,
    bodyChecksum: 0,
    before: '',
    after: '',
  } as const;
  return new FrameDecoder(shapesOf(schema), dictionary).decode(bytes, 0, frame);
};

test('EN-24: a frame that was made by hand is read', () => {
  const columns = decoded({ Dimmed: { lamp: 'int' } }, [5]);
  expect(columns).toMatchObject({ instants: Float64Array.of(9), actors: Uint16Array.of(1), words: Int32Array.of(5) });
});

test('EN-24: a list that claims more items than there are bytes is refused before anything is allocated for it', () => {
  const schema: EventSchema = { Listed: { lamps: 'ints' } };
  for (const length of [1, 2 ** 20, 2 ** 31 - 1, -1]) expect(decoded(schema, [length])).toEqual(expect.any(String));
  expect(decoded(schema, [2 ** 31 - 1], [1, 2, 2])).toEqual(expect.any(String));
  expect(decoded(schema, [2], [1, 2, 2])).toMatchObject({ words: Int32Array.of(2, 1, 1) });
});

test('EN-24: an id of no entry, or of an entry of the other sort, is refused', () => {
  const dictionary = new Dictionary();
  const { id } = dictionary.body({ lamp: 1 });
  const named = (entry: number, type: 'text' | 'body') =>
    typeof decoded({ Named: { name: type } }, [entry], [], dictionary);
  expect([named(0, 'text'), named(id, 'body')]).toEqual(['object', 'object']);
  expect([named(id, 'text'), named(0, 'body'), named(2, 'text'), named(-1, 'body')]).toEqual(Array(4).fill('string'));
});

test('EN-24: an event type beyond the schema, and bytes left over, are refused', () => {
  expect(decoded({}, [])).toEqual(expect.any(String));
  expect(decoded({ NightFell: {} }, [], [0])).toEqual(expect.any(String));
  expect(decoded({ NightFell: {} }, [])).toMatchObject({ words: new Int32Array(0) });
});
