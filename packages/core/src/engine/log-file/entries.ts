import type { Dictionary, DictionaryEntry } from '../dictionary.ts';
import { asciiDecode, utf8Decode, utf8Most, utf8Write } from './utf8.ts';
import { ByteWriter, type ByteReader } from './varint.ts';

// Bytes are read as `as number`: indices stay below the lengths compared.

/** How many bytes an entry may share with the one before: bounds what a few bytes can claim to mean. */
const maxShared = 63;

/**
 * Writes the dictionary's entries from..to (exclusive): for each how many bytes at its beginning are those of the one before, and
 * how many are its own; then all their own bytes.
 */
export const writeEntries = (out: ByteWriter, dictionary: Dictionary, from: number, to: number): void => {
  const own = new ByteWriter();
  let before = new Uint8Array(256);
  let now = new Uint8Array(256);
  let lengthBefore = 0;
  for (let id = from; id < to; id++) {
    const entry = dictionary.entry(id);
    const isBody = 'body' in entry;
    const text = isBody ? entry.body : entry.text;
    if (now.length < text.length * utf8Most) now = new Uint8Array(text.length * utf8Most);
    const length = utf8Write(now, 0, text);
    const most = Math.min(maxShared, lengthBefore, length);
    let shared = 0;
    while (shared < most && now[shared] === before[shared]) shared++;
    out.byte((shared << 1) | (isBody ? 1 : 0));
    out.varint(length - shared);
    own.append(now.subarray(shared, length));
    lengthBefore = length;
    [before, now] = [now, before];
  }
  out.append(own.take());
};

/** What stands before the entries' own bytes: for each, a byte (shared length, is it a body?) and the length of its own bytes. */
type Heads = readonly number[];

/** Reads `count` entries. When the bytes are not entries, `input.failed` says so, and what was given means nothing. */
export const readEntries = (input: ByteReader, count: number): readonly DictionaryEntry[] => {
  // Two bytes at least for each: a count beyond that is a lie, and nothing is allocated for it.
  if (count * 2 > input.left) input.fail();
  if (input.failed) return [];
  const heads: number[] = [];
  let total = 0;
  let lengthBefore = 0;
  for (let i = 0; i < count; i++) {
    const head = input.byte();
    const own = input.varint();
    if (head >>> 1 > Math.min(lengthBefore, maxShared)) input.fail();
    heads.push(head, own);
    lengthBefore = (head >>> 1) + own;
    total += own;
  }
  if (total > input.left) input.fail();
  if (input.failed) return [];
  const from = input.at;
  input.at += total;
  const ascii = asciiDecode(input.bytes, from, input.at);
  return ascii === undefined ? fromBytes(input.bytes, from, heads) : fromAscii(ascii, heads);
};

const entryOf = (head: number, text: string): DictionaryEntry => ((head & 1) === 1 ? { body: text } : { text });

const fromAscii = (all: string, heads: Heads): readonly DictionaryEntry[] => {
  const entries: DictionaryEntry[] = [];
  let at = 0;
  let before = '';
  for (let i = 0; i < heads.length; i += 2) {
    const head = heads[i] as number;
    const own = heads[i + 1] as number;
    before = before.slice(0, head >>> 1) + all.slice(at, at + own);
    at += own;
    entries.push(entryOf(head, before));
  }
  return entries;
};

const fromBytes = (all: Uint8Array, from: number, heads: Heads): readonly DictionaryEntry[] => {
  const entries: DictionaryEntry[] = [];
  let at = from;
  let before = new Uint8Array(0);
  for (let i = 0; i < heads.length; i += 2) {
    const head = heads[i] as number;
    const own = heads[i + 1] as number;
    const bytes = new Uint8Array((head >>> 1) + own);
    bytes.set(before.subarray(0, head >>> 1));
    bytes.set(all.subarray(at, at + own), head >>> 1);
    at += own;
    entries.push(entryOf(head, utf8Decode(bytes, 0, bytes.length)));
    before = bytes;
  }
  return entries;
};
