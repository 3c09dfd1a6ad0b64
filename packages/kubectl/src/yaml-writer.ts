import type { Json, JsonObject } from '@orrery/core/engine';
import { isJsonArray, isJsonObject } from '@orrery/core/engine';
import { isPlainText } from './yaml-scalar.ts';

/*
 * YAML as `kubectl -o yaml` writes it: keys sorted, lists not indented, lines never folded, and quotes only where they are needed.
 * Source: sigs.k8s.io/yaml and the emitter of go-yaml v2.
 */

const digits = /^[0-9]*/;
const isLetter = (char: string): boolean => /\p{L}/u.test(char);

/** The order of keys: by character, letters after everything else, runs of digits as numbers. */
const inKeyOrder = (a: string, b: string): number => {
  const [x, y] = [Array.from(a), Array.from(b)];
  let at = 0;
  while (at < x.length && at < y.length && x[at] === y[at]) at++;
  const [left, right] = [x[at], y[at]];
  if (left === undefined || right === undefined) return x.length - y.length;
  const byCode = (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
  if (isLetter(left) && isLetter(right)) return byCode;
  if (isLetter(left) || isLetter(right)) return isLetter(right) ? -1 : 1;
  const run = (chars: readonly string[]): string => digits.exec(chars.slice(at).join(''))?.[0] ?? '';
  const before = digits.exec(x.slice(0, at).toReversed().join(''))?.[0] ?? '';
  // Within a number whose beginning is equal a nought counts as a digit.
  const lead = (left === '0' || right === '0') && /[^0]/.test(before) ? '1' : '0';
  const [n, m] = [BigInt(lead + run(x)), BigInt(lead + run(y))];
  if (n !== m) return n < m ? -1 : 1;
  return run(x).length - run(y).length || byCode;
};

const printable = /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;

const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

const escaped = (char: string): string => {
  const short = escapes[char];
  if (short !== undefined) return `\\${short}`;
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
};

const doubleQuoted = (text: string): string => {
  const inside = Array.from(text, (char) =>
    printable.test(char) && !/["\\\n\x85\u2028\u2029]/.test(char) ? char : escaped(char),
  );
  return `"${inside.join('')}"`;
};

const lineBreak = /[\n\r\x85\u2028\u2029]/;

/** May a text that is no other scalar stand without quotes? */
const canBePlain = (text: string): boolean =>
  !/^(?:---|\.\.\.)/.test(text) &&
  !/^[#,[\]{}&*!|>'"%@`]/.test(text) &&
  !/^[?:-](?:[ \t\n\r\x85\u2028\u2029]|$)/.test(text) &&
  !/:(?:[ \t\n\r\x85\u2028\u2029]|$)|[ \t\n\r\x85\u2028\u2029]#/.test(text) &&
  !/^ | $/.test(text) &&
  !lineBreak.test(text) &&
  printable.test(text);

const isQuotable = (text: string): boolean => printable.test(text) && !lineBreak.test(text);

const inlineText = (text: string, isKey: boolean): string => {
  if (!isPlainText(text) || text === '') return doubleQuoted(text);
  if (canBePlain(text)) return text;
  return isQuotable(text) && !(isKey && text.includes('\n')) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
};

/** A text of several lines, each indented below its key. */
const block = (text: string, indent: string): string => {
  const hint = /^[ \n\r\x85\u2028\u2029]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  const shown = lines.map((line) => (line === '' ? '' : `${indent}${line}`));
  return `|${hint}${chomp}\n${shown.join('\n')}`;
};

const canBeBlock = (text: string): boolean =>
  text.includes('\n') && printable.test(text) && !/[\r\x85\u2028\u2029]/.test(text) && !/ $| \n/.test(text);

/** A number as Go's encoder writes it: whole ones in digits, others with an exponent when they are large or small. */
const numberText = (value: number): string => {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 64) return BigInt(value).toString();
  const [, mantissa = '', sign = '', power = ''] = /^(.*)e([+-])(\d+)$/.exec(value.toExponential()) ?? [];
  const exponent = Number(`${sign}${power}`);
  return exponent < -4 || exponent >= 6 ? `${mantissa}e${sign}${power.padStart(2, '0')}` : String(value);
};

const scalarText = (value: Json, indent: string): string => {
  if (typeof value === 'string') return canBeBlock(value) ? block(value, indent) : inlineText(value, false);
  return typeof value === 'number' ? numberText(value) : String(value);
};

const entriesOf = (value: JsonObject): readonly (readonly [string, Json])[] =>
  Object.entries(value).toSorted(([a], [b]) => inKeyOrder(a, b));

/** Keys longer than this, in bytes, are written with a question mark. */
const longestKey = 128;

const bytesIn = (text: string): number => {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
};

const keyText = (key: string): string =>
  bytesIn(key) > longestKey || lineBreak.test(key) ? `? ${inlineText(key, true)}\n` : inlineText(key, true);

const memberText = (key: string, value: Json, indent: string): string => {
  const name = keyText(key);
  const lead = name.endsWith('\n') ? `${name}${indent}:` : `${name}:`;
  if (isJsonArray(value)) return value.length === 0 ? `${lead} []` : `${lead}\n${listText(value, indent)}`;
  if (!isJsonObject(value)) return `${lead} ${scalarText(value, `${indent}  `)}`;
  return Object.keys(value).length === 0 ? `${lead} {}` : `${lead}\n${indent}  ${mapText(value, `${indent}  `)}`;
};

/** The members of a map, the first without its indentation. */
const mapText = (value: JsonObject, indent: string): string =>
  entriesOf(value)
    .map(([key, member]) => memberText(key, member, indent))
    .join(`\n${indent}`);

const itemText = (value: Json, indent: string): string => {
  const inner = `${indent}  `;
  if (isJsonArray(value)) return value.length === 0 ? '[]' : listText(value, inner).slice(inner.length);
  if (!isJsonObject(value)) return scalarText(value, inner);
  return Object.keys(value).length === 0 ? '{}' : mapText(value, inner);
};

const listText = (value: readonly Json[], indent: string): string =>
  value.map((item) => `${indent}- ${itemText(item, indent)}`).join('\n');

/** A value as `kubectl -o yaml` writes it, ending in a line break. */
export const formatYaml = (value: Json): string => {
  if (isJsonArray(value)) return value.length === 0 ? '[]\n' : `${listText(value, '')}\n`;
  if (!isJsonObject(value)) return `${scalarText(value, '  ')}\n`;
  return Object.keys(value).length === 0 ? '{}\n' : `${mapText(value, '')}\n`;
};
