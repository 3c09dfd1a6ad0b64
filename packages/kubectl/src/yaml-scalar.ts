/*
 * How go-yaml, which kubectl reads with, understands a plain scalar. It is neither YAML 1.1 nor 1.2: `0644`, `yes` and `1_000`
 * are what they were in 1.1, dates and `1:30` are texts.
 */

const words: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
]);

const integer = /^([+-]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

const dateForm = /^\d{4}-/;

const numberOf = (text: string): number | undefined => {
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  const match = integer.exec(plain);
  if (match !== null) {
    const [, sign = '', hex, bits, octal, digits] = match;
    const value = BigInt(
      hex === undefined
        ? bits === undefined
          ? octal === undefined
            ? (digits ?? '0')
            : `0o${octal}`
          : `0b${bits}`
        : `0x${hex}`,
    );
    // Past 64 bits only digits are a number, a broken one.
    if (value < 1n << 64n) return sign === '-' ? -Number(value) : Number(value);
  }
  const value = float.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
};

/** The value of a plain scalar; a text that is nothing else is itself. */
export const plainScalar = (text: string): string | number | boolean | null => {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(text) || dateForm.test(text)) return text;
  return numberOf(text) ?? text;
};

/** Does a text stay a text when it is written plain? Base-60 numbers do here, but elsewhere not. */
export const isPlainText = (text: string): boolean =>
  plainScalar(text) === text &&
  text !== '<<' &&
  !dateForm.test(text) &&
  !/^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text);
