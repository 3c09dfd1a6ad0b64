import * as E from 'fp-ts/lib/Either.js';

/** A resource quantity: an exact amount in billionths, and the family of suffixes it was written in. */
export interface Quantity {
  readonly nano: bigint;
  readonly format: 'binary' | 'decimal' | 'exponent';
  /** The text that it was read from, where upstream writes that back though it is not the shortest. */
  readonly text?: string;
}

const binary: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};
/** Powers of ten of the decimal suffixes. */
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

const nanoPerUnit = 1_000_000_000n;

/** Quantities with a binary suffix are cut off here: 2^63 − 1. */
const mostBinary = ((1n << 63n) - 1n) * nanoPerUnit;

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const wrongSuffix = "unable to parse quantity's suffix";

/** Divides rounding away from zero, as quantities too precise are rounded. */
const divideUp = (value: bigint, by: bigint): bigint => {
  const quotient = value / by;
  return value % by === 0n ? quotient : quotient + (value < 0n ? -1n : 1n);
};

interface Parts {
  readonly text: string;
  readonly negative: boolean;
  /** Digits before and after the point; leading zeros are left out. */
  readonly whole: string;
  readonly fraction: string;
}

/** Upstream keeps the text of short numbers whose scale is one of a suffix, unless it ends in three zeros. */
const keptText = ({ text, whole, fraction }: Parts, power: number): { readonly text?: string } => {
  const digits = whole + fraction;
  const scale = power - fraction.length;
  const isKept = digits.length <= 18 && scale >= -9 && scale % 3 === 0 && !/^0|000$/.test(digits);
  return isKept ? { text } : {};
};

const binaryQuantity = ({ negative, whole, fraction }: Parts, factor: bigint): Quantity => {
  const size = divideUp(BigInt(whole + fraction) * factor * nanoPerUnit, 10n ** BigInt(fraction.length));
  const nano = size > mostBinary ? mostBinary : size;
  // Less than one byte is no number of bytes: it is shown in thousandths.
  return { nano: negative ? -nano : nano, format: nano > 0n && nano < nanoPerUnit ? 'decimal' : 'binary' };
};

const decimalQuantity = (parts: Parts, power: number, format: 'decimal' | 'exponent'): Quantity => {
  const { negative, whole, fraction } = parts;
  const digits = BigInt(whole + fraction) * nanoPerUnit;
  const scale = power - fraction.length;
  const size = scale >= 0 ? digits * 10n ** BigInt(scale) : divideUp(digits, 10n ** BigInt(-scale));
  return { nano: negative ? -size : size, format, ...keptText(parts, power) };
};

/** Reads `100m`, `1Gi`, `0.5`, `1e3`. Finer than a billionth is rounded up. Source: apimachinery resource.ParseQuantity. */
export const parseQuantity = (text: string): E.Either<string, Quantity> => {
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (match === null || !/\d/.test(text)) return E.left(wrongFormat);
  const [, sign = '', digits = '', fraction = '', suffix = ''] = match;
  const parts: Parts = { text, negative: sign === '-', whole: digits === '' ? '0' : digits, fraction };
  const factor = Object.hasOwn(binary, suffix) ? binary[suffix] : undefined;
  if (factor !== undefined) return E.right(binaryQuantity(parts, factor));
  const power = Object.hasOwn(decimal, suffix) ? decimal[suffix] : undefined;
  if (power !== undefined) return E.right(decimalQuantity(parts, power, 'decimal'));
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix);
  // Beyond three digits the amount is absurd, and computing it would take for ever.
  return exponent === null || Math.abs(Number(exponent[1])) > 999
    ? E.left(wrongSuffix)
    : E.right(decimalQuantity(parts, Number(exponent[1]), 'exponent'));
};

/** Thousandths, rounded up. */
export const toMilli = ({ nano }: Quantity): number => Number(divideUp(nano, 1_000_000n));

/** Units, rounded up. */
export const toValue = ({ nano }: Quantity): number => Number(divideUp(nano, nanoPerUnit));

const decimalNames = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const binaryNames = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/** The largest suffix of a family that leaves a whole number, and that number. */
const shortest = (amount: bigint, by: bigint, most: number): readonly [number: bigint, steps: number] => {
  let rest = amount;
  let steps = 0;
  for (; steps < most && rest % by === 0n; steps++) rest /= by;
  return [rest, steps];
};

/** The canonical text: the largest suffix of its family that leaves a whole number. Small or broken binary amounts are decimal. */
export const formatQuantity = ({ nano, format, text }: Quantity): string => {
  if (text !== undefined) return text;
  if (nano === 0n) return '0';
  const size = nano < 0n ? -nano : nano;
  if (format === 'binary' && nano % nanoPerUnit === 0n && size >= 1024n * nanoPerUnit) {
    const [units, steps] = shortest(nano / nanoPerUnit, 1024n, binaryNames.length - 1);
    return `${units}${binaryNames[steps] ?? ''}`;
  }
  const [amount, steps] = shortest(nano, 1000n, decimalNames.length - 1);
  const power = (steps - 3) * 3;
  if (format === 'exponent') return power === 0 ? `${amount}` : `${amount}e${power}`;
  return `${amount}${decimalNames[steps] ?? ''}`;
};

export const compareQuantities = (a: Quantity, b: Quantity): number => (a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0);

/** The sum, in the first one's family of suffixes; in the second one's if the first is nothing. */
export const addQuantities = (a: Quantity, b: Quantity): Quantity => ({
  nano: a.nano + b.nano,
  format: a.nano === 0n ? b.format : a.format,
});
