import type { Dictionary } from './dictionary.ts';
import { Digest } from './hash.ts';
import { canonicalJson, type Json } from './json.ts';
import { held, type EventShape } from './log-shape.ts';

// Typed arrays are read as `as number`: the words of a row are in the array.

/** The digest of a log without events. It covers the seed and the normalised description of the run; null stands for none. */
export const startDigest = (seed: number, scenario: Json): Digest => {
  const digest = Digest.start(seed);
  if (scenario !== null) digest.string(canonicalJson(scenario));
  return digest;
};

/** What is known of a row beside its words. */
export interface RowHeader {
  readonly at: number;
  readonly actor: number;
  readonly cause: number;
}

/**
 * Feeds one row to a digest. Texts and bodies count by what they say, not by their ids: a body interned for a request that was
 * refused moves later ids, and must not change what the digest says of the events.
 */
export const feedRow = (
  digest: Digest,
  shape: EventShape,
  { at, actor, cause }: RowHeader,
  words: Int32Array,
  from: number,
  dictionary: Dictionary,
): void => {
  digest.int(shape.code);
  digest.number(at);
  digest.int(actor);
  digest.int(cause);
  let word = from;
  const { columns } = shape;
  for (let column = 0; column < columns.length; column++) {
    const holds = columns[column];
    const value = words[word++] as number;
    if (holds === held.number) digest.int(value);
    else if (holds === held.text || holds === held.body) digest.int(dictionary.hashOf(value));
    else {
      digest.int(value);
      for (const end = word + value; word < end; word++) {
        const item = words[word] as number;
        digest.int(holds === held.texts ? dictionary.hashOf(item) : item);
      }
    }
  }
};
