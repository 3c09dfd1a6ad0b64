import type { Dictionary } from '../dictionary.ts';
import { held, type EventShape, type Held } from '../log-shape.ts';
import type { LogColumns } from '../log.ts';
import { columnSize, writeColumn } from './column.ts';
import { writeEntries } from './entries.ts';
import { frameEvents } from './frame-header.ts';
import { ByteWriter } from './varint.ts';

// Typed arrays are read as `as number`: rows are below the number of events, words below the end of their row.

/** The body of a frame, and how many dictionary entries it brings. */
export interface FrameBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly entries: number;
}

/**
 * Writes the bodies of frames: the new dictionary entries, the events' types, their instants as deltas, and then for each event
 * type present, in the order of the schema, its actors, its causes and the columns of its fields, each written as is shortest.
 * A type's columns lie apart from those of others, so that neighbours are numbers of one sort.
 */
export class FrameEncoder {
  readonly #shapes: readonly EventShape[];
  readonly #dictionary: Dictionary;
  readonly #out = new ByteWriter();
  /** The frame's rows, those of one type together and in order; of them, those of the type being written. */
  readonly #sorted = new Int32Array(frameEvents);
  #rows = this.#sorted;
  /** For every row, the next word that has not been written. */
  readonly #nextWord = new Int32Array(frameEvents);
  readonly #distances = new Int32Array(frameEvents);
  #values = new Int32Array(frameEvents);
  #highestEntry = 0;

  constructor(shapes: readonly EventShape[], dictionary: Dictionary) {
    this.#shapes = shapes;
    this.#dictionary = dictionary;
  }

  /** The body for these rows. It brings the entries from `entriesFrom` up to the highest one that the rows use. */
  encode(columns: LogColumns, first: number, entriesFrom: number): FrameBody {
    this.#highestEntry = entriesFrom - 1;
    this.#out.append(columns.types);
    this.#writeInstants(columns.instants, first);
    const ends = this.#sortRows(columns);
    let from = 0;
    for (const shape of this.#shapes) {
      const to = ends[shape.code] as number;
      this.#rows = this.#sorted.subarray(from, to);
      if (to > from) this.#writeType(shape, columns, to - from, first);
      from = to;
    }
    const events = this.#out.take();
    return this.#withEntries(entriesFrom, this.#highestEntry + 1, events);
  }

  /** A body without events that brings the entries from..to (exclusive). */
  encodeEntries(from: number, to: number): FrameBody {
    return this.#withEntries(from, to, new Uint8Array(0));
  }

  #withEntries(from: number, to: number, events: Uint8Array): FrameBody {
    writeEntries(this.#out, this.#dictionary, from, to);
    this.#out.append(events);
    return { bytes: this.#out.take(), entries: to - from };
  }

  /** Sorts the rows by type, keeping their order; gives where those of each type end. */
  #sortRows({ types, ends, firstWord }: LogColumns): Int32Array {
    const nextOf = new Int32Array(this.#shapes.length + 1);
    for (let row = 0; row < types.length; row++) {
      const after = (types[row] as number) + 1;
      nextOf[after] = (nextOf[after] as number) + 1;
      this.#nextWord[row] = row === 0 ? 0 : (ends[row - 1] as number) - firstWord;
    }
    for (let code = 1; code < nextOf.length; code++)
      nextOf[code] = (nextOf[code] as number) + (nextOf[code - 1] as number);
    for (let row = 0; row < types.length; row++) {
      const code = types[row] as number;
      const at = nextOf[code] as number;
      this.#sorted[at] = row;
      nextOf[code] = at + 1;
    }
    return nextOf;
  }

  #writeInstants(instants: Float64Array, first: number): void {
    let before = 0;
    for (let row = 0; row < instants.length; row++) {
      const at = instants[row] as number;
      if (!Number.isSafeInteger(at) || at < before) throw new Error(wrongInstant(first + row, at, before));
      this.#out.long(at - before);
      before = at;
    }
  }

  #writeType(shape: EventShape, { actors, causes, words }: LogColumns, count: number, first: number): void {
    const values = this.#values;
    for (let i = 0; i < count; i++) values[i] = actors[this.#rows[i] as number] as number;
    writeColumn(this.#out, values, count);
    this.#writeCauses(causes, count, first);
    for (const holds of shape.columns) {
      if (holds === held.numbers || holds === held.texts) this.#writeLists(holds, words, count);
      else this.#writeWords(holds, words, count);
    }
  }

  /** Causes as positions or, where that is shorter, as distances: 0 for no cause, and a cause in itself as its position. */
  #writeCauses(causes: Int32Array, count: number, first: number): void {
    const values = this.#values;
    for (let i = 0; i < count; i++) {
      const row = this.#rows[i] as number;
      const cause = causes[row] as number;
      const position = first + row;
      values[i] = cause;
      this.#distances[i] = cause === 0 ? 0 : cause === position ? position : position - cause;
    }
    const near = columnSize(this.#distances, count) < columnSize(values, count);
    this.#out.byte(near ? 1 : 0);
    writeColumn(this.#out, near ? this.#distances : values, count);
  }

  #writeWords(holds: Held, words: Int32Array, count: number): void {
    const values = this.#values;
    for (let i = 0; i < count; i++) {
      const row = this.#rows[i] as number;
      const word = this.#nextWord[row] as number;
      values[i] = words[word] as number;
      this.#nextWord[row] = word + 1;
    }
    if (holds === held.text || holds === held.body) this.#seeEntries(count);
    writeColumn(this.#out, values, count);
  }

  #writeLists(holds: Held, words: Int32Array, count: number): void {
    this.#writeWords(held.number, words, count);
    const lengths = this.#values.slice(0, count);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    if (total > this.#values.length) this.#values = new Int32Array(total);
    const values = this.#values;
    let next = 0;
    for (let i = 0; i < count; i++) {
      const row = this.#rows[i] as number;
      const from = this.#nextWord[row] as number;
      const to = from + (lengths[i] as number);
      for (let word = from; word < to; word++) values[next++] = words[word] as number;
      this.#nextWord[row] = to;
    }
    if (holds === held.texts) this.#seeEntries(total);
    writeColumn(this.#out, values, total, { stride: listStride(lengths, 0, count), mayBeConstant: false });
  }

  #seeEntries(count: number): void {
    for (let i = 0; i < count; i++)
      if ((this.#values[i] as number) > this.#highestEntry) this.#highestEntry = this.#values[i] as number;
  }
}

/** From how far back the items of lists with these lengths take their deltas: from the same place of the list before, if all are as long. */
export const listStride = (lengths: Int32Array, from: number, count: number): number => {
  const length = lengths[from] as number;
  for (let i = 1; i < count; i++) if (lengths[from + i] !== length) return 1;
  return Math.max(1, length);
};

const wrongInstant = (position: number, at: number, before: number): string =>
  `the event at position ${position} is dated ${at}, after one dated ${before}. Instants are whole microseconds from 0 and never go ` +
  'back. Likely cause: an event recorded with a computed instant, without passing through the clock of the simulation.';
