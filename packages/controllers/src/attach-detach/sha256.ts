/*
 * SHA-256 of a text, for the names of VolumeAttachments: integers only, as FIPS 180-4 has it.
 */

/** The first primes; their roots give the constants of the standard. */
const primes = (count: number): readonly number[] => {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
};

/** First 32 bits of the fraction of the root of a number, of degree 2 or 3: exact, by halving whole numbers. */
const fractionOfRoot = (number: number, degree: 2 | 3): number => {
  const target = BigInt(number) << BigInt(32 * degree);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffff_ffffn) | 0;
};

const initial = primes(8).map((prime) => fractionOfRoot(prime, 2));
const constants = primes(64).map((prime) => fractionOfRoot(prime, 3));

const rotated = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** The bytes of a text in ASCII, padded to whole blocks of 64. */
const padded = (text: string): Uint8Array => {
  const length = text.length;
  const bytes = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  for (let i = 0; i < length; i++) bytes[i] = text.charCodeAt(i) & 0x7f;
  bytes[length] = 0x80;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, length * 8);
  return bytes;
};

const schedule = (view: DataView, offset: number): Int32Array => {
  const words = new Int32Array(64);
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const [a = 0, b = 0] = [words[i - 15], words[i - 2]];
    const small = rotated(a, 7) ^ rotated(a, 18) ^ (a >>> 3);
    const large = rotated(b, 17) ^ rotated(b, 19) ^ (b >>> 10);
    words[i] = (words[i - 16] ?? 0) + small + (words[i - 7] ?? 0) + large;
  }
  return words;
};

const compress = (state: readonly number[], words: Int32Array): readonly number[] => {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g);
    const one =
      (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + (constants[i] ?? 0) + (words[i] ?? 0)) | 0;
    const two = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + (state[i] ?? 0)) | 0);
};

/** SHA-256 of an ASCII text, as 64 hexadecimal digits. */
export const sha256 = (text: string): string => {
  const bytes = padded(text);
  const view = new DataView(bytes.buffer);
  let state: readonly number[] = initial;
  for (let offset = 0; offset < bytes.length; offset += 64) state = compress(state, schedule(view, offset));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
};
