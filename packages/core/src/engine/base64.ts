import { utf8Encode } from './log-file/utf8.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A text as UTF-8 in base64, padded. */
export const base64Of = (text: string): string => base64OfBytes(utf8Encode(text));

/** Bytes in base64, padded. */
export const base64OfBytes = (bytes: Uint8Array): string => {
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const letters = Math.min(4, bytes.length - i + 1);
    for (let letter = 0; letter < 4; letter++)
      encoded += letter < letters ? (alphabet[(group >> (18 - 6 * letter)) & 63] ?? '') : '=';
  }
  return encoded;
};

/** How many bytes a base64 text stands for. */
export const base64Bytes = (text: string): number => {
  const letters = text.replaceAll(/[\r\n=]/g, '').length;
  return Math.floor((letters * 3) / 4);
};

const isBreak = (letter: string | undefined): boolean => letter === '\n' || letter === '\r';

/** Where a text stops being base64: the index that Go's decoder names; undefined when it is base64. */
export const base64Fault = (text: string): number | undefined => {
  let inGroup = 0;
  let i = 0;
  while (i < text.length) {
    const letter = text[i++] ?? '';
    if (isBreak(letter)) continue;
    if (alphabet.includes(letter)) {
      inGroup = (inGroup + 1) % 4;
      continue;
    }
    if (letter !== '=' || inGroup < 2) return i - 1;
    return paddingFault(text, i, inGroup);
  }
  return inGroup === 0 ? undefined : text.length - inGroup;
};

/** Looks at what follows the first `=` of a text. */
const paddingFault = (text: string, from: number, inGroup: number): number | undefined => {
  let i = from;
  const skipBreaks = (): void => {
    while (isBreak(text[i])) i++;
  };
  if (inGroup === 2) {
    skipBreaks();
    if (i === text.length) return text.length;
    if (text[i] !== '=') return i - 1;
    i++;
  }
  skipBreaks();
  return i < text.length ? i : undefined;
};
