import type { Dictionary, DictionaryEntry } from '../dictionary.ts';
import { utf8Decode, utf8Encode } from './utf8.ts';
import type { ByteReader, ByteWriter } from './varint.ts';

// Bytes are read as `as number`: indices stay below the lengths compared.

/** How many bytes an entry may share with the one before: bounds what a few bytes can claim to mean. */
const maxShared = 63;

/**
 * Writes the dictionary's entries from..to (exclusive): for each how many bytes at its beginning are those of the one before, and
 * its own; then all their own bytes.
 */
export const writeEntries = (out: ByteWriter, dictionary: Dictionary, from: number, to: number): void => {
  const tails: Uint8Array[] = [];
  let before = new Uint8Array(0);
  for (let id = from; id < to; id++) {
    const entry = dictionary.entry(id);
    const isBody = 'body' in entry;
    const bytes = utf8Encode(isBody ? entry.body : entry.text);
    const most = Math.min(maxShared, before.length, bytes.length);
    let shared = 0;
    while (shared < most && bytes[shared] === before[shared]) shared++;
    out.byte((shared << 1) | (isBody ? 1 : 0));
    out.varint(bytes.length - shared);
    tails.push(bytes.subarray(shared));
    before = bytes;
  }
  for (const tail of tails) out.append(tail);
};

/** Reads `count` entries. When the bytes are not entries, `input.failed` says so, and what was given means nothing. */
export const readEntries = (input: ByteReader, count: number): readonly DictionaryEntry[] => {
  // Two bytes at least for each: a count beyond that is a lie, and nothing is allocated for it.
  if (count * 2 > input.left) input.fail();
  if (input.failed) return [];
  const heads: number[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    heads.push(input.byte());
    const own = input.varint();
    heads.push(own);
    total += own;
  }
  if (total > input.left) input.fail();
  if (input.failed) return [];
  const entries: DictionaryEntry[] = [];
  let before = new Uint8Array(0);
  for (let i = 0; i < count; i++) {
    const head = heads[2 * i] as number;
    const own = heads[2 * i + 1] as number;
    const shared = head >>> 1;
    if (shared > before.length || shared > maxShared) {
      input.fail();
      return [];
    }
    const bytes = new Uint8Array(shared + own);
    bytes.set(before.subarray(0, shared));
    bytes.set(input.bytes.subarray(input.at, input.at + own), shared);
    input.at += own;
    const text = utf8Decode(bytes, 0, bytes.length);
    entries.push((head & 1) === 1 ? { body: text } : { text });
    before = bytes;
  }
  return entries;
};
