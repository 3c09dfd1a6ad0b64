import { crc32 } from './crc32.ts';
import { ByteWriter } from './varint.ts';

/**
 * What stands before the body of a frame. An `events` frame holds 1 to 4,096 events; the `end` frame closes a log, holds none,
 * and brings the dictionary entries that no event uses.
 */
export interface FrameHeader {
  readonly sort: 'events' | 'end';
  /** Position of the first event; in the end frame, of the one that would have come next. */
  readonly first: number;
  readonly events: number;
  /** New dictionary entries. */
  readonly entries: number;
  readonly bodyLength: number;
  readonly bodyChecksum: number;
  /** The log's digest before the frame's first event and after its last, 16 hexadecimal digits. */
  readonly before: string;
  readonly after: string;
}

/** The most events a frame may hold. */
export const frameEvents = 4096;

/** Length of a frame header in bytes. */
export const frameHeaderLength = 44;

/** Where the header's own checksum, over all before it, lies. */
const checksumAt = frameHeaderLength - 4;

/** "ORRF" and "ORRE", the lowest byte first. */
const markers = { events: 0x4652524f, end: 0x4552524f } as const;

const writeDigest = (out: ByteWriter, hex: string): void => {
  for (let i = 0; i < 16; i += 2) out.byte(Number.parseInt(hex.slice(i, i + 2), 16));
};

const readDigest = (bytes: Uint8Array, from: number): string =>
  Array.from(bytes.subarray(from, from + 8), (byte) => byte.toString(16).padStart(2, '0')).join('');

export const encodeFrameHeader = (header: FrameHeader): Uint8Array<ArrayBuffer> => {
  const out = new ByteWriter();
  out.word(markers[header.sort]);
  out.word(header.first);
  out.word(header.events);
  out.word(header.entries);
  out.word(header.bodyLength);
  out.word(header.bodyChecksum);
  writeDigest(out, header.before);
  writeDigest(out, header.after);
  const bytes = new Uint8Array(frameHeaderLength);
  bytes.set(out.take());
  new DataView(bytes.buffer).setUint32(checksumAt, crc32(bytes, 0, checksumAt), true);
  return bytes;
};

/** The header at `from`, all of which must be there; a sentence when the bytes are not one that could have been written. */
export const decodeFrameHeader = (bytes: Uint8Array, from: number): FrameHeader | string => {
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, frameHeaderLength);
  const word = (index: number): number => view.getUint32(index * 4, true);
  if (view.getUint32(checksumAt, true) !== crc32(bytes, from, from + checksumAt))
    return 'the checksum of a frame header does not fit it';
  const marker = word(0);
  if (marker !== markers.events && marker !== markers.end) return 'what should be a frame does not begin as frames do';
  const sort = marker === markers.events ? 'events' : 'end';
  const header: FrameHeader = {
    sort,
    first: word(1),
    events: word(2),
    entries: word(3),
    bodyLength: word(4),
    bodyChecksum: word(5),
    before: readDigest(bytes, from + 24),
    after: readDigest(bytes, from + 32),
  };
  const { events, entries, bodyLength } = header;
  const possible = sort === 'end' ? events === 0 : events >= 1 && events <= frameEvents;
  if (!possible) return `a frame claims to hold ${events} events`;
  if (entries * 2 > bodyLength) return `a frame claims ${entries} dictionary entries in ${bodyLength} bytes`;
  return header;
};
