// UTF-8 by hand, since core has no TextEncoder. A lone surrogate is written as the three bytes its number would take, so that
// every string comes back as it was. Bytes are read as `as number`: a read beyond the end counts as 0.

/** The bytes of a text. */
export const utf8Encode = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[length++] = code;
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
    length = writeCode(bytes, length, code);
  }
  return bytes.slice(0, length);
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

/** How many code units are turned into text at a time; far below what a call may have as arguments. */
const chunk = 4096;

/** The text of the bytes from..to (exclusive). Malformed bytes give some text, never an exception. */
export const utf8Decode = (bytes: Uint8Array, from: number, to: number): string => {
  let ascii = true;
  for (let i = from; ascii && i < to; i++) ascii = (bytes[i] as number) < 0x80;
  if (ascii && to - from <= chunk) return String.fromCharCode(...bytes.subarray(from, to));
  const parts: string[] = [];
  let units: number[] = [];
  for (let at = from; at < to;) {
    const first = bytes[at++] as number;
    const more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let i = 0; i < more; i++) code = (code << 6) | ((at < to ? (bytes[at++] as number) : 0) & 63);
    if (code < 0x1_0000) units.push(code);
    else units.push(0xd800 + ((code - 0x1_0000) >> 10), 0xdc00 + ((code - 0x1_0000) & 0x3ff));
    if (units.length >= chunk) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  parts.push(String.fromCharCode(...units));
  return parts.join('');
};
