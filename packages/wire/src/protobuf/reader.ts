import { utf8Decode } from '@orrery/core/engine';

/** Bytes that are no message: thrown by readers, and turned into a value where decoding began. */
export class Malformed extends Error {}

/** How a value is laid out, which each tag says. */
export const wireTypes = { varint: 0, fixed64: 1, delimited: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

const twoTo32 = 0x1_0000_0000;

/** Reads from..to of some bytes, front to back. Never reads outside of it: what ends too early is Malformed. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #to: number;
  #at: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#bytes = bytes;
    this.#at = from;
    this.#to = to;
  }

  get done(): boolean {
    return this.#at >= this.#to;
  }

  #byte(): number {
    const byte = this.#at < this.#to ? this.#bytes[this.#at++] : undefined;
    if (byte === undefined) throw new Malformed('unexpected EOF');
    return byte;
  }

  /** The 64 bits of a varint, as two unsigned words. */
  #words(): readonly [low: number, high: number] {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift > 28) high |= bits << (shift - 32);
      else if (shift === 28) high |= bits >>> 4;
      if (byte < 0x80) return [low >>> 0, high >>> 0];
    }
    throw new Malformed('proto: integer overflow');
  }

  /** A whole number of 64 bits with sign. What no number holds exactly is Malformed. */
  int64(): number {
    const [low, high] = this.#words();
    const value = (high | 0) * twoTo32 + low;
    if (!Number.isSafeInteger(value)) throw new Malformed('proto: integer overflow');
    return value;
  }

  /** A whole number of 32 bits with sign: the low half of what stands there. */
  int32(): number {
    return this.#words()[0] | 0;
  }

  bool(): boolean {
    const [low, high] = this.#words();
    return low !== 0 || high !== 0;
  }

  /** Number and wire type of the next member. */
  tag(): { readonly number: number; readonly wireType: number } {
    const [low, high] = this.#words();
    const number = (low >>> 3) + high * 0x2000_0000;
    const wireType = low & 7;
    if (number <= 0 || number >= 0x2000_0000)
      throw new Malformed(`proto: illegal tag ${number} (wire type ${wireType})`);
    return { number, wireType };
  }

  /** What has a length before it: a message, a text or bytes. */
  delimited(): Reader {
    const length = this.int64();
    if (length < 0) throw new Malformed('proto: negative length found during unmarshaling');
    if (length > this.#to - this.#at) throw new Malformed('unexpected EOF');
    const from = this.#at;
    this.#at += length;
    return new Reader(this.#bytes, from, this.#at);
  }

  /** The rest, as a view of the same bytes. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#at, this.#to);
    this.#at = this.#to;
    return rest;
  }

  /** The rest, as text. */
  text(): string {
    const text = utf8Decode(this.#bytes, this.#at, this.#to);
    this.#at = this.#to;
    return text;
  }

  /** Leaves out a value that nobody knows. */
  skip(wireType: number): void {
    switch (wireType) {
      case wireTypes.varint:
        this.#words();
        return;
      case wireTypes.fixed64:
        this.#pass(8);
        return;
      case wireTypes.delimited:
        this.delimited();
        return;
      case wireTypes.fixed32:
        this.#pass(4);
        return;
      // Groups are of an older protobuf; no message of Kubernetes has one.
      default:
        throw new Malformed(`proto: illegal wireType ${wireType}`);
    }
  }

  #pass(count: number): void {
    if (count > this.#to - this.#at) throw new Malformed('unexpected EOF');
    this.#at += count;
  }
}
