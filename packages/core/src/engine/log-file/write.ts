import type { Fact } from '../event-schema.ts';
import { RowDigest, startDigest } from '../log-digest.ts';
import { shapesOf } from '../log-shape.ts';
import type { Log, LogColumns } from '../log.ts';
import { FrameEncoder, type FrameBody } from './frame-encoder.ts';
import { encodeFrameHeader, frameEvents } from './frame-header.ts';
import { encodeHeader, type LogHeader } from './header.ts';
import { crc32 } from './crc32.ts';
import { ByteWriter } from './varint.ts';

// Typed arrays are read as `as number`: rows are below the number of events.

/**
 * Writes a log as a file, in pieces: each call gives the bytes that follow those given before. However the calls fall, what is read
 * back is the same; with `frames()` and `end()` alone, so are the bytes.
 */
export class LogFileWriter<Event extends Fact> {
  readonly #header: LogHeader;
  readonly #log: Log<Event>;
  readonly #encoder: FrameEncoder;
  readonly #digest: RowDigest;
  readonly #out = new ByteWriter();
  #begun = false;
  #ended = false;
  #written = 0;
  /** Entry 0, the empty text, is in every dictionary and in no file. */
  #entries = 1;

  /** Throws when the log was not started with the header's seed and scenario, since no reader could verify its digests. */
  constructor(header: LogHeader, log: Log<Event>) {
    this.#header = header;
    this.#log = log;
    const shapes = shapesOf(log.schema);
    this.#encoder = new FrameEncoder(shapes, log.dictionary);
    this.#digest = new RowDigest(log.digestAtStart(), shapes, log.dictionary);
    const expected = startDigest(header.seed, header.scenario).hex();
    if (this.#digest.hex() !== expected) throw new Error(otherStart(this.#digest.hex(), expected));
  }

  /** Position of the last event in the bytes given so far. */
  get written(): number {
    return this.#written;
  }

  /**
   * The file's header, if not given yet, and the frames closed since. Without `upTo` only full frames are closed; with it everything
   * up to that position, so that a server can have a write on disk before it acknowledges it.
   */
  frames(upTo?: number): Uint8Array<ArrayBuffer> {
    if (this.#ended) throw new Error('this log file has been ended: what would be written now would follow its end');
    if (!this.#begun) this.#out.append(encodeHeader(this.#header));
    this.#begun = true;
    const last = Math.min(upTo ?? this.#log.length, this.#log.length);
    while (last - this.#written >= (upTo === undefined ? frameEvents : 1))
      this.#frame(Math.min(last, this.#written + frameEvents));
    return this.#out.take();
  }

  /** Everything not given yet, and the frame that says that the log ends here. */
  end(): Uint8Array<ArrayBuffer> {
    this.#out.append(this.frames(this.#log.length));
    this.#ended = true;
    const digest = this.#digest.hex();
    const { dictionary, length } = this.#log;
    const body = this.#encoder.encodeEntries(this.#entries, dictionary.size);
    this.#append('end', length + 1, 0, body, digest, digest);
    return this.#out.take();
  }

  #frame(to: number): void {
    const first = this.#written + 1;
    const columns = this.#log.columns(first, to);
    const body = this.#encoder.encode(columns, first, this.#entries);
    const before = this.#digest.hex();
    this.#feed(columns);
    this.#append('events', first, columns.types.length, body, before, this.#digest.hex());
    this.#written = to;
    this.#entries += body.entries;
  }

  #append(sort: 'events' | 'end', first: number, events: number, body: FrameBody, before: string, after: string): void {
    const { bytes, entries } = body;
    const bodyChecksum = crc32(bytes, 0, bytes.length);
    this.#out.append(
      encodeFrameHeader({ sort, first, events, entries, bodyLength: bytes.length, bodyChecksum, before, after }),
    );
    this.#out.append(bytes);
  }

  /** The writer keeps a digest of its own: that of the log is already further on when a frame is written. */
  #feed({ types, instants, actors, causes, ends, firstWord, words }: LogColumns): void {
    let from = 0;
    for (let row = 0; row < types.length; row++) {
      const to = (ends[row] as number) - firstWord;
      this.#digest.feed(
        types[row] as number,
        instants[row] as number,
        actors[row] as number,
        causes[row] as number,
        words,
        from,
        to,
      );
      from = to;
    }
  }
}

/** A whole log as a file. */
export const encodeLogFile = <Event extends Fact>(header: LogHeader, log: Log<Event>): Uint8Array<ArrayBuffer> =>
  new LogFileWriter(header, log).end();

const otherStart = (seen: string, expected: string): string =>
  `the log's digest starts at ${seen}, but the header's seed and scenario make it ${expected}. Likely cause: the Log was constructed ` +
  'with another seed, or without the option `scenario` that its header names.';
