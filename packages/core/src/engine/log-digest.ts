import type { Dictionary } from './dictionary.ts';
import { Digest } from './hash.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Json } from './json.ts';
import { held, type EventShape } from './log-shape.ts';

// Typed arrays are read as `as number`: the words of a row are in the array, and its type in the schema.

/** The digest of a log without events. It covers the seed and the normalised description of the run; null stands for none. */
export const startDigest = (seed: number, scenario: Json): Digest => {
  const digest = Digest.start(seed);
  if (scenario !== null) digest.string(canonicalJson(scenario));
  return digest;
};

const wordOf = 0x1_0000_0000;

/** What the rows of one log are fed to. */
export class RowDigest {
  readonly #digest: Digest;
  readonly #shapes: readonly EventShape[];
  readonly #dictionary: Dictionary;
  /** One row as numbers, before it is fed in one go. */
  #row = new Int32Array(64);

  constructor(digest: Digest, shapes: readonly EventShape[], dictionary: Dictionary) {
    this.#digest = digest;
    this.#shapes = shapes;
    this.#dictionary = dictionary;
  }

  hex(): string {
    return this.#digest.hex();
  }

  /**
   * Feeds one row, whose words are those from..to (exclusive). Texts and bodies count by what they say, not by their ids: a body
   * interned for a request that was refused moves later ids, and must not change what the digest says of the events.
   */
  feed(code: number, at: number, actor: number, cause: number, words: Int32Array, from: number, to: number): void {
    if (to - from + 4 > this.#row.length) this.#row = new Int32Array(2 * (to - from + 4));
    const row = this.#row;
    const dictionary = this.#dictionary;
    row[0] = (code << 16) | actor;
    row[1] = at / wordOf;
    row[2] = at;
    row[3] = cause;
    let next = 4;
    let column = 0;
    const { columns } = this.#shapes[code] as EventShape;
    for (let word = from; word < to;) {
      const holds = columns[column++];
      const value = words[word++] as number;
      row[next++] = holds === held.text || holds === held.body ? dictionary.hashOf(value) : value;
      if (holds !== held.numbers && holds !== held.texts) continue;
      for (const end = word + value; word < end; word++) {
        const item = words[word] as number;
        row[next++] = holds === held.texts ? dictionary.hashOf(item) : item;
      }
    }
    this.#digest.ints(row, next);
  }
}
