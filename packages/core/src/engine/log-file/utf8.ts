// UTF-8 by hand, since core has no TextEncoder. A lone surrogate is written as the three bytes its number would take, so that
// every string comes back as it was. Bytes are read as `as number`: a read beyond the end counts as 0.

/** The most bytes that one code unit of a text can take. */
export const utf8Most = 3;

/** Writes a text at `from`, where there must be room for `utf8Most` bytes a code unit. Gives where it ends. */
export const utf8Write = (bytes: Uint8Array, from: number, text: string): number => {
  let at = from;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code >= 0xd800 && code < 0xdc00) {
      // Beyond the end this is NaN, and the comparison is false.
      const low = text.charCodeAt(i + 1);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i++;
      }
    }
    at = writeCode(bytes, at, code);
  }
  return at;
};

const writeCode = (bytes: Uint8Array, from: number, code: number): number => {
  let at = from;
  if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
  else {
    if (code < 0x1_0000) bytes[at++] = 0xe0 | (code >> 12);
    else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
    }
    bytes[at++] = 0x80 | ((code >> 6) & 63);
  }
  bytes[at++] = 0x80 | (code & 63);
  return at;
};

/** The bytes of a text. */
export const utf8Encode = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(text.length * utf8Most);
  return bytes.slice(0, utf8Write(bytes, 0, text));
};

/** How many code units are turned into text at a time; far below what a call may have as arguments. */
const chunk = 4096;

/** The text of code units, or of bytes that are all ASCII. `apply` takes any array-like; its type asks for an array. */
const textOf = (units: ArrayLike<number>): string => String.fromCharCode.apply(null, units as number[]);

/** The text of the bytes from..to (exclusive) if they are all ASCII. */
export const asciiDecode = (bytes: Uint8Array, from: number, to: number): string | undefined => {
  for (let i = from; i < to; i++) if ((bytes[i] as number) > 127) return undefined;
  if (to - from <= chunk) return textOf(bytes.subarray(from, to));
  let text = '';
  for (let at = from; at < to; at += chunk) text += textOf(bytes.subarray(at, Math.min(to, at + chunk)));
  return text;
};

/** The text of the bytes from..to (exclusive). Malformed bytes give some text, never an exception. */
export const utf8Decode = (bytes: Uint8Array, from: number, to: number): string => {
  const ascii = asciiDecode(bytes, from, to);
  if (ascii !== undefined) return ascii;
  let text = '';
  let units: number[] = [];
  for (let at = from; at < to;) {
    const first = bytes[at++] as number;
    const more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let i = 0; i < more; i++) code = (code << 6) | ((at < to ? (bytes[at++] as number) : 0) & 63);
    if (code < 0x1_0000) units.push(code);
    else units.push(0xd800 + ((code - 0x1_0000) >> 10), 0xdc00 + ((code - 0x1_0000) & 0x3ff));
    if (units.length >= chunk) {
      text += textOf(units);
      units = [];
    }
  }
  return text + textOf(units);
};
