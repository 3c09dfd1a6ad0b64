import type { Dictionary } from '../dictionary.ts';
import { held, type EventShape, type Held } from '../log-shape.ts';
import type { LogColumns } from '../log.ts';
import { readColumn } from './column.ts';
import { readEntries } from './entries.ts';
import { listStride } from './frame-encoder.ts';
import { frameEvents, type FrameHeader } from './frame-header.ts';
import { ByteReader } from './varint.ts';

// Typed arrays are read as `as number`: rows are below the number of events, and staged columns as long as their type has rows.

/** Where the columns of one event type were staged. */
interface Staged {
  readonly count: number;
  readonly actors: number;
  readonly causes: number;
  readonly near: boolean;
  readonly columns: readonly number[];
  /** For list columns, the next item to be handed out. */
  readonly items: number[];
  next: number;
}

/** A reason, where there should have been columns. */
export type Impossible = string;

const impossible: Impossible = 'a frame with a fitting checksum cannot be read as events';

/** Reads the bodies of frames. What it gives is valid until the next call. */
export class FrameDecoder {
  readonly #shapes: readonly EventShape[];
  readonly #dictionary: Dictionary;
  readonly #instants = new Float64Array(frameEvents);
  readonly #actors = new Uint16Array(frameEvents);
  readonly #causes = new Int32Array(frameEvents);
  readonly #ends = new Uint32Array(frameEvents);
  #words = new Int32Array(frameEvents * 8);
  #stage = new Int32Array(frameEvents * 8);
  #staged = 0;
  #wordsWanted = 0;

  constructor(shapes: readonly EventShape[], dictionary: Dictionary) {
    this.#shapes = shapes;
    this.#dictionary = dictionary;
  }

  /** Reads a body that begins at `from`: its entries into the dictionary, its events into columns. */
  decode(bytes: Uint8Array, from: number, header: FrameHeader): LogColumns | Impossible {
    const input = new ByteReader(bytes, from, from + header.bodyLength);
    const refused = this.#restore(input, header.entries);
    if (refused !== undefined) return refused;
    const { events } = header;
    if (events > input.left) return impossible;
    const types = input.bytes.subarray(input.at, input.at + events);
    input.at += events;
    this.#readInstants(input, events);
    const staged = this.#readTypes(input, types);
    if (staged === undefined || input.failed || input.left !== 0) return impossible;
    this.#assemble(types, staged, header.first);
    return {
      types,
      instants: this.#instants.subarray(0, events),
      actors: this.#actors.subarray(0, events),
      causes: this.#causes.subarray(0, events),
      ends: this.#ends.subarray(0, events),
      firstWord: 0,
      words: this.#words.subarray(0, this.#wordsWanted),
    };
  }

  /** Dictionary entries are the one thing in a frame that can be refused by somebody else: JSON.parse, and a repeated entry. */
  #restore(input: ByteReader, count: number): Impossible | undefined {
    const entries = readEntries(input, count);
    if (input.failed) return impossible;
    try {
      for (const entry of entries) this.#dictionary.restore(entry);
    } catch (thrown) {
      return `a dictionary entry cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    }
    return undefined;
  }

  #readInstants(input: ByteReader, events: number): void {
    let at = 0;
    for (let row = 0; row < events; row++) {
      at += input.long();
      this.#instants[row] = at;
    }
    if (!Number.isSafeInteger(at)) input.fail();
  }

  #readTypes(input: ByteReader, types: Uint8Array): readonly (Staged | undefined)[] | undefined {
    const counts = new Int32Array(256);
    for (let row = 0; row < types.length; row++)
      counts[types[row] as number] = (counts[types[row] as number] as number) + 1;
    for (let code = this.#shapes.length; code < 256; code++) if (counts[code] !== 0) return undefined;
    this.#staged = 0;
    this.#wordsWanted = 0;
    const all: (Staged | undefined)[] = [];
    for (const shape of this.#shapes) {
      const count = counts[shape.code] as number;
      if (input.failed) return undefined;
      all.push(count === 0 ? undefined : this.#readType(input, shape, count));
    }
    return all;
  }

  #readType(input: ByteReader, shape: EventShape, count: number): Staged {
    const actors = this.#column(input, count);
    const near = input.byte();
    if (near > 1) input.fail();
    const causes = this.#column(input, count);
    const items: number[] = [];
    const columns = shape.columns.map((holds, column) => {
      const at = this.#column(input, count);
      this.#wordsWanted += count;
      items.push(0);
      if (holds === held.numbers || holds === held.texts) items[column] = this.#lists(input, holds, at, count);
      else this.#checkEntries(input, holds, at, count);
      return at;
    });
    return { count, actors, causes, near: near === 1, columns, items, next: 0 };
  }

  /** Reads a column of `count` numbers; gives where it was staged. */
  #column(input: ByteReader, count: number, stride = 1): number {
    const at = this.#staged;
    if (at + count > this.#stage.length) {
      const wider = new Int32Array(Math.max(this.#stage.length * 2, at + count));
      wider.set(this.#stage);
      this.#stage = wider;
    }
    readColumn(input, this.#stage, at, count, stride);
    this.#staged += count;
    return at;
  }

  /** Reads the items of lists whose lengths are staged at `lengths`. Each takes a byte at least, so `left` bounds their number. */
  #lists(input: ByteReader, holds: Held, lengths: number, count: number): number {
    let total = 0;
    for (let i = 0; i < count; i++) {
      const length = this.#stage[lengths + i] as number;
      if (length < 0) input.fail();
      total += length;
    }
    if (input.failed || total > input.left) {
      input.fail();
      return 0;
    }
    const at = this.#column(input, total, listStride(this.#stage, lengths, count));
    this.#wordsWanted += total;
    this.#checkEntries(input, holds === held.texts ? held.text : held.number, at, total);
    return at;
  }

  #checkEntries(input: ByteReader, holds: Held, from: number, count: number): void {
    if (holds === held.number || input.failed) return;
    const wanted = holds === held.text ? 'text' : 'body';
    for (let i = from; i < from + count; i++)
      if (this.#dictionary.kindOf(this.#stage[i] as number) !== wanted) return input.fail();
  }

  /** Lays the staged columns out as rows. An actor beyond 16 bits loses what is above: the digest tells. */
  #assemble(types: Uint8Array, staged: readonly (Staged | undefined)[], first: number): void {
    if (this.#words.length < this.#wordsWanted) this.#words = new Int32Array(this.#wordsWanted);
    const words = this.#words;
    const stage = this.#stage;
    let word = 0;
    for (let row = 0; row < types.length; row++) {
      // Every type that occurs among `types` was staged.
      const code = types[row] as number;
      const type = staged[code] as Staged;
      const { columns } = this.#shapes[code] as EventShape;
      const k = type.next++;
      this.#actors[row] = stage[type.actors + k] as number;
      this.#causes[row] = causeOf(stage[type.causes + k] as number, type.near, first + row);
      for (let column = 0; column < columns.length; column++) {
        const value = stage[(type.columns[column] as number) + k] as number;
        words[word++] = value;
        const holds = columns[column];
        if (holds !== held.numbers && holds !== held.texts) continue;
        let item = type.items[column] as number;
        for (const end = word + value; word < end; word++) words[word] = stage[item++] as number;
        type.items[column] = item;
      }
      this.#ends[row] = word;
    }
  }
}

const causeOf = (written: number, near: boolean, position: number): number => {
  if (!near || written === 0) return written;
  return written === position ? position : position - written;
};
