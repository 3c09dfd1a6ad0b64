// Typed arrays are read as `as number`: a read beyond the end gives undefined, which counts as byte 0 and is caught by `failed`.

/** Signed 32-bit to unsigned, so that small numbers of either sign are short. */
export const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

const unzigzag = (code: number): number => (code >>> 1) ^ -(code & 1);

/** How many bytes an unsigned 32-bit number takes as a varint. */
export const varintSize = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;

/** Bytes that grow at their end. Varints are little-endian groups of seven bits, the high bit meaning "more". */
export class ByteWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A signed or unsigned 32-bit number in four bytes, the lowest first. */
  word(value: number): void {
    this.#reserve(4);
    for (let shift = 0; shift < 32; shift += 8) this.#bytes[this.#length++] = value >>> shift;
  }

  /** An unsigned 32-bit number. */
  varint(value: number): void {
    this.#reserve(5);
    const bytes = this.#bytes;
    let rest = value;
    while (rest > 127) {
      bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[this.#length++] = rest;
  }

  /** A signed 32-bit number. */
  signed(value: number): void {
    this.varint(zigzag(value));
  }

  /** A whole number from 0 to 2^53 - 1. */
  long(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 0x7fff_ffff) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.varint(rest);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What has been written since the last call, as a copy; the writer is empty again. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    const wanted = this.#length + more;
    if (wanted <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
    wider.set(this.#bytes);
    this.#bytes = wider;
  }
}

/**
 * Reads what a ByteWriter wrote, from a stretch of somebody else's bytes. It never throws: whoever reads asks `failed`
 * before trusting or allocating by what was read.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  #malformed = false;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** Has a number been malformed, or reached beyond the end? Then nothing read so far means anything. */
  get failed(): boolean {
    return this.#malformed || this.at > this.end;
  }

  get left(): number {
    return this.end - this.at;
  }

  fail(): void {
    this.#malformed = true;
  }

  byte(): number {
    return (this.bytes[this.at++] as number) | 0;
  }

  varint(): number {
    const first = this.bytes[this.at++] as number;
    if (first < 128) return first;
    let value = first & 127;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.bytes[this.at++] as number;
      value |= (byte & 127) << shift;
      if (!(byte > 127)) return value >>> 0;
    }
    this.#malformed = true;
    return 0;
  }

  signed(): number {
    return unzigzag(this.varint());
  }

  long(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      const byte = this.bytes[this.at++] as number;
      value += (byte & 127) * scale;
      if (!(byte > 127)) {
        if (value > Number.MAX_SAFE_INTEGER) this.#malformed = true;
        return value;
      }
    }
    this.#malformed = true;
    return 0;
  }
}
