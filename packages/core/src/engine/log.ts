import { Dictionary } from './dictionary.ts';
import type { EventSchema, Fact, FieldType } from './event-schema.ts';
import type { Digest } from './hash.ts';
import type { Instant } from './instant.ts';
import type { Json } from './json.ts';
import { RowDigest, startDigest } from './log-digest.ts';
import { shapesOf, type EventShape } from './log-shape.ts';

// Typed arrays are read as `as number`: every index below is under `length`, which the arrays always cover.

/** What is known of an event beside its payload. Positions count from 1; cause 0 means that nothing in the log led to it. */
export interface Recorded<Event extends Fact> {
  readonly position: number;
  readonly at: Instant;
  /** Who recorded it, as an index into the run's actors. */
  readonly actor: number;
  /** Position of the event that led to this one. */
  readonly cause: number;
  readonly event: Event;
}

const wordOf = 0x1_0000_0000;

/**
 * All events of a run in order, in columns: 19 bytes of header and 4 bytes a payload word for each.
 * An event enters as a tagged union and is materialised as one again on demand.
 */
export class Log<Event extends Fact> {
  readonly dictionary = new Dictionary();
  readonly schema: EventSchema;
  readonly #shapes: readonly EventShape[];
  readonly #shapeOfName = new Map<string, EventShape>();
  readonly #start: Digest;
  readonly #digest: RowDigest;
  readonly #hashing: boolean;
  #length = 0;
  #words = 0;
  #typeColumn = new Uint8Array(1024);
  #atColumn = new Float64Array(1024);
  #actorColumn = new Uint16Array(1024);
  #causeColumn = new Int32Array(1024);
  #endColumn = new Uint32Array(1024);
  #wordColumn = new Int32Array(4096);

  /**
   * `seed` and `scenario`, the normalised description of the run, start the digest.
   * `hashing: false` leaves the digest out and exists for benchmarks.
   */
  constructor(
    schema: EventSchema,
    seed: number,
    { hashing = true, scenario = null }: { readonly hashing?: boolean; readonly scenario?: Json } = {},
  ) {
    this.schema = schema;
    this.#shapes = shapesOf(schema);
    for (const shape of this.#shapes) this.#shapeOfName.set(shape.name, shape);
    this.#start = startDigest(seed, scenario);
    this.#digest = new RowDigest(this.#start.clone(), this.#shapes, this.dictionary);
    this.#hashing = hashing;
  }

  /** How many events there are, which is also the position of the last. */
  get length(): number {
    return this.#length;
  }

  /** Digest chained over the seed and everything recorded so far, 16 hexadecimal digits. */
  digest(): string {
    return this.#digest.hex();
  }

  /** The digest as it was before the first event. */
  digestAtStart(): Digest {
    return this.#start.clone();
  }

  /** Appends an event and returns its position. */
  append(event: Event, at: Instant, actor: number, cause: number): number {
    const shape = this.#shapeOfName.get(event.type);
    if (shape === undefined) throw new Error(`no event type ${event.type} in the schema of this log`);
    if (this.#length === this.#typeColumn.length) this.#grow();
    const row = this.#length;
    const from = this.#words;
    this.#typeColumn[row] = shape.code;
    this.#atColumn[row] = at;
    this.#actorColumn[row] = actor;
    this.#causeColumn[row] = cause;
    // The schema says which fields this event type has; Event is the union that the schema describes.
    this.#writePayload(shape, event as unknown as Readonly<Record<string, never>>);
    this.#endColumn[row] = this.#words;
    this.#length = row + 1;
    if (this.#hashing) this.#feed(row, from);
    return this.#length;
  }

  /** The event at a position from 1 to `length`. */
  at(position: number): Recorded<Event> {
    const row = this.#row(position);
    return {
      position,
      at: this.#atColumn[row] as number,
      actor: this.#actorColumn[row] as number,
      cause: this.#causeColumn[row] as number,
      event: this.event(position),
    };
  }

  /** The payload at a position, without its header. */
  event(position: number): Event {
    const row = this.#row(position);
    const shape = this.#shapes[this.#typeColumn[row] as number] as EventShape;
    let word = row === 0 ? 0 : (this.#endColumn[row - 1] as number);
    const event: Record<string, unknown> = { type: shape.name };
    for (const { name, type: fieldType } of shape.fields) {
      event[name] = this.#read(fieldType, word);
      word += this.#width(fieldType, word);
    }
    // Written by append from an Event of the same schema.
    return event as unknown as Event;
  }

  /** The instant of a position; 0 for position 0. */
  instantOf(position: number): Instant {
    return position === 0 ? 0 : (this.#atColumn[this.#row(position)] as number);
  }

  /** The last position at or before an instant; 0 when there is none. */
  positionAt(instant: Instant): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#atColumn[middle - 1] as number) <= instant) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Raw columns of positions from..to (inclusive), for the log file's encoder. Views, not copies. */
  columns(from: number, to: number): LogColumns {
    const firstWord = from === 1 ? 0 : (this.#endColumn[from - 2] as number);
    return {
      types: this.#typeColumn.subarray(from - 1, to),
      instants: this.#atColumn.subarray(from - 1, to),
      actors: this.#actorColumn.subarray(from - 1, to),
      causes: this.#causeColumn.subarray(from - 1, to),
      ends: this.#endColumn.subarray(from - 1, to),
      firstWord,
      words: this.#wordColumn.subarray(firstWord, this.#endColumn[to - 1]),
    };
  }

  /** Appends raw columns, as the log file's decoder read them. The dictionary must already hold what they refer to. */
  appendColumns({ types, instants, actors, causes, ends, firstWord, words }: LogColumns): void {
    const before = this.#length;
    while (before + types.length > this.#typeColumn.length) this.#grow();
    this.#reserve(words.length);
    this.#typeColumn.set(types, before);
    this.#atColumn.set(instants, before);
    this.#actorColumn.set(actors, before);
    this.#causeColumn.set(causes, before);
    this.#wordColumn.set(words, this.#words);
    for (let i = 0; i < types.length; i++) {
      const from = this.#words;
      this.#words += (ends[i] as number) - (i === 0 ? firstWord : (ends[i - 1] as number));
      this.#endColumn[before + i] = this.#words;
      if (this.#hashing) this.#feed(before + i, from);
    }
    this.#length = before + types.length;
  }

  /** Appends one raw row. The dictionary must already hold what it refers to. */
  appendRaw(typeCode: number, at: Instant, actor: number, cause: number, words: ArrayLike<number>): number {
    if (this.#shapes[typeCode] === undefined) throw new Error(`no event type number ${typeCode} in the schema`);
    if (this.#length === this.#typeColumn.length) this.#grow();
    const row = this.#length;
    const from = this.#words;
    this.#typeColumn[row] = typeCode;
    this.#atColumn[row] = at;
    this.#actorColumn[row] = actor;
    this.#causeColumn[row] = cause;
    this.#reserve(words.length);
    for (let i = 0; i < words.length; i++) this.#wordColumn[this.#words++] = words[i] as number;
    this.#endColumn[row] = this.#words;
    this.#length = row + 1;
    if (this.#hashing) this.#feed(row, from);
    return this.#length;
  }

  #row(position: number): number {
    if (position < 1 || position > this.#length)
      throw new Error(`position ${position} is not in the log, whose last position is ${this.#length}`);
    return position - 1;
  }

  /**
   * Writes the fields of a payload, which usually has them in the order of the schema: V8 then goes through them without looking
   * each up by its name. The commonest types are written here, without a call for each.
   */
  #writePayload(shape: EventShape, payload: Readonly<Record<string, never>>): void {
    const { fields } = shape;
    const from = this.#words;
    this.#reserve(2 * fields.length);
    let next = 0;
    for (const name in payload) {
      if (name === 'type') continue;
      const field = next < fields.length ? fields[next] : undefined;
      if (field?.name !== name) break;
      this.#writeField(field.type, payload[name] as never, 2 * fields.length);
      next++;
    }
    if (next === fields.length) return;
    this.#words = from;
    for (const { name, type } of fields) this.#writeField(type, payload[name] as never, 2 * fields.length);
  }

  #writeField(type: FieldType, value: never, room: number): void {
    if (type === 'int') this.#wordColumn[this.#words++] = value;
    else if (type === 'text') this.#wordColumn[this.#words++] = this.dictionary.text(value);
    else if (type === 'body') this.#wordColumn[this.#words++] = (value as { readonly id: number }).id;
    else this.#writeOther(type, value, room);
  }

  /** `room` words are still to be kept for the fields after this one. */
  #writeOther(type: 'flag' | 'long' | 'ints' | 'texts', value: never, room: number): void {
    switch (type) {
      case 'flag':
        this.#wordColumn[this.#words++] = value ? 1 : 0;
        return;
      case 'long':
        this.#wordColumn[this.#words++] = Math.floor(value / wordOf);
        this.#wordColumn[this.#words++] = value | 0;
        return;
      case 'ints':
      case 'texts':
        this.#writeList(type, value);
        this.#reserve(room);
        return;
      default:
        return type satisfies never;
    }
  }

  #writeList(type: 'ints' | 'texts', values: readonly never[]): void {
    this.#reserve(values.length + 1);
    this.#wordColumn[this.#words++] = values.length;
    for (const value of values) this.#wordColumn[this.#words++] = type === 'ints' ? value : this.dictionary.text(value);
  }

  #read(type: FieldType, word: number): unknown {
    const first = this.#wordColumn[word] as number;
    switch (type) {
      case 'int':
        return first;
      case 'flag':
        return first === 1;
      case 'long':
        return first * wordOf + ((this.#wordColumn[word + 1] as number) >>> 0);
      case 'text':
        return this.dictionary.textOf(first);
      case 'body':
        return this.dictionary.bodyOf(first);
      case 'ints':
        return Array.from(this.#wordColumn.subarray(word + 1, word + 1 + first));
      case 'texts':
        return Array.from(this.#wordColumn.subarray(word + 1, word + 1 + first), (id) => this.dictionary.textOf(id));
      default:
        return type satisfies never;
    }
  }

  #width(type: FieldType, word: number): number {
    if (type === 'long') return 2;
    return type === 'ints' || type === 'texts' ? 1 + (this.#wordColumn[word] as number) : 1;
  }

  #feed(row: number, from: number): void {
    this.#digest.feed(
      this.#typeColumn[row] as number,
      this.#atColumn[row] as number,
      this.#actorColumn[row] as number,
      this.#causeColumn[row] as number,
      this.#wordColumn,
      from,
      this.#words,
    );
  }

  #reserve(words: number): void {
    if (this.#words + words <= this.#wordColumn.length) return;
    const wider = new Int32Array(Math.max(this.#wordColumn.length * 2, this.#words + words));
    wider.set(this.#wordColumn);
    this.#wordColumn = wider;
  }

  #grow(): void {
    const capacity = this.#typeColumn.length * 2;
    this.#typeColumn = widened(this.#typeColumn, new Uint8Array(capacity));
    this.#atColumn = widened(this.#atColumn, new Float64Array(capacity));
    this.#actorColumn = widened(this.#actorColumn, new Uint16Array(capacity));
    this.#causeColumn = widened(this.#causeColumn, new Int32Array(capacity));
    this.#endColumn = widened(this.#endColumn, new Uint32Array(capacity));
  }
}

/** A stretch of a log's columns. `ends` counts words from the start of the log; `words` starts at `firstWord`. */
export interface LogColumns {
  readonly types: Uint8Array;
  readonly instants: Float64Array;
  readonly actors: Uint16Array;
  readonly causes: Int32Array;
  readonly ends: Uint32Array;
  readonly firstWord: number;
  readonly words: Int32Array;
}

const widened = <Column extends { set(from: Column): void }>(from: Column, to: Column): Column => {
  to.set(from);
  return to;
};
