/*
 * Integer hashing that is the same in every JavaScript engine: 32-bit multiplications and shifts only.
 */

/** One step of a 32-bit hash: mixes the 32 low bits of `value` into `hash`. */
export const mix = (hash: number, value: number): number => {
  let mixed = Math.imul(value, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  let next = hash ^ Math.imul(mixed, 0x1b873593);
  next = (next << 13) | (next >>> 19);
  return (Math.imul(next, 5) + 0xe6546b64) | 0;
};

/** Spreads every bit of a hash over all of them. */
export const finish = (hash: number): number => {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};

/** 32-bit hash of a text's UTF-16 code units. */
export const hashString = (text: string, seed = 0): number => {
  let hash = mix(seed, text.length);
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return finish(hash);
};

const hex8 = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** A chained 64-bit hash in two independent 32-bit lanes. */
export class Digest {
  a: number;
  b: number;

  private constructor(a: number, b: number) {
    this.a = a;
    this.b = b;
  }

  static start(seed = 0): Digest {
    const digest = new Digest(0x243f6a88, 0x85a308d3 | 0);
    digest.number(seed);
    return digest;
  }

  /** A digest that goes on from known lanes, as a log file stores them. */
  static from(a: number, b: number): Digest {
    return new Digest(a | 0, b | 0);
  }

  /** Feeds the 32 low bits of a whole number. */
  int(value: number): void {
    const a = Math.imul(this.a ^ value, 0x9e3779b1);
    this.a = a ^ (a >>> 15);
    const b = Math.imul(this.b, 0x85ebca6b) + value;
    this.b = ((b << 13) | (b >>> 19)) ^ this.a;
  }

  /** Feeds the first `count` numbers of an array, each as `int` would; the lanes stay in registers. */
  ints(values: Int32Array, count: number): void {
    let { a, b } = this;
    for (let i = 0; i < count; i++) {
      // Within the array by contract.
      const value = values[i] as number;
      a = Math.imul(a ^ value, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b, 0x85ebca6b) + value;
      b = ((b << 13) | (b >>> 19)) ^ a;
    }
    this.a = a;
    this.b = b;
  }

  /** Feeds a safe integer as two words. */
  number(value: number): void {
    this.int(Math.floor(value / 0x1_0000_0000));
    this.int(value | 0);
  }

  string(text: string): void {
    this.int(text.length);
    for (let i = 0; i < text.length; i++) this.int(text.charCodeAt(i));
  }

  /** 16 hexadecimal digits. */
  hex(): string {
    return hex8(finish(this.a)) + hex8(finish(this.b ^ Math.imul(this.a, 0x9e3779b1)));
  }

  clone(): Digest {
    return new Digest(this.a, this.b);
  }
}
