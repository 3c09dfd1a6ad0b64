import { base64OfBytes, type Json } from '@orrery/core/engine';
import type { Scalar } from '@orrery/core/api';
import { Malformed, wireTypes, type Reader } from './reader.ts';
import { formatTime } from './time.ts';

/** Scalars that are a number on the wire; all others have a length before them. */
export type Varint = 'int32' | 'int64' | 'bool';

export const readVarint = (reader: Reader, type: Varint): Json => {
  switch (type) {
    case 'bool':
      return reader.bool();
    case 'int32':
      return reader.int32();
    case 'int64':
      return reader.int64();
    default:
      return type satisfies never;
  }
};

/** The members of a small message, by number; of each the last. */
interface Parts {
  readonly ints: ReadonlyMap<number, number>;
  readonly texts: ReadonlyMap<number, string>;
}

const readParts = (reader: Reader): Parts => {
  const ints = new Map<number, number>();
  const texts = new Map<number, string>();
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (wireType === wireTypes.varint) ints.set(number, reader.int64());
    else if (wireType === wireTypes.delimited) texts.set(number, reader.delimited().text());
    else reader.skip(wireType);
  }
  return { ints, texts };
};

/** A time of no bytes is Go's zero time, which is none. */
const readTime = (reader: Reader, micro: boolean): Json => {
  if (reader.done) return null;
  const { ints } = readParts(reader);
  const text = formatTime(ints.get(1) ?? 0, ints.get(2) ?? 0, micro);
  if (text === undefined) throw new Malformed('Time.MarshalJSON: year outside of range [0,9999]');
  return text;
};

const readIntOrText = (reader: Reader): Json => {
  const { ints, texts } = readParts(reader);
  return ints.get(1) === 1 ? (texts.get(3) ?? '') : (ints.get(2) ?? 0) | 0;
};

/** A value of any shape is JSON within the bytes of member 1. */
const readAny = (reader: Reader): Json => {
  const text = readParts(reader).texts.get(1) ?? '';
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json; // what JSON.parse gives
  } catch {
    throw new Malformed('a member of any shape holds what is no JSON');
  }
};

/** A scalar that is all of what `reader` reads; null stands for none. */
export const readDelimited = (reader: Reader, type: Exclude<Scalar, Varint>, micro: boolean): Json => {
  switch (type) {
    case 'string':
      return reader.text();
    case 'bytes':
      return base64OfBytes(reader.rest());
    case 'quantity': {
      const text = readParts(reader).texts.get(1) ?? '';
      return text === '' ? '0' : text;
    }
    case 'int-or-string':
      return readIntOrText(reader);
    case 'time':
      return readTime(reader, micro);
    case 'any':
      return readAny(reader);
    default:
      return type satisfies never;
  }
};
