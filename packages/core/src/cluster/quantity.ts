import * as E from 'fp-ts/lib/Either.js';

/** A resource quantity: an exact amount in billionths, and the family of suffixes it was written in. */
export interface Quantity {
  readonly nano: bigint;
  readonly format: 'binary' | 'decimal' | 'exponent';
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

const invalid = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Divides rounding away from zero, as quantities too precise are rounded. */
const divideUp = (value: bigint, by: bigint): bigint => {
  const quotient = value / by;
  return value % by === 0n ? quotient : quotient + (value < 0n ? -1n : 1n);
};

/** Reads `100m`, `1Gi`, `0.5`, `1e3`. Finer than a billionth is rounded up. Source: apimachinery resource.ParseQuantity. */
export const parseQuantity = (text: string): E.Either<string, Quantity> => {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d{1,3})?$/.exec(text);
  if (match === null) return E.left(invalid);
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return E.left(invalid);
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scaled = (multiplier: bigint): bigint =>
    divideUp(digits * multiplier * nanoPerUnit, 10n ** BigInt(fraction.length));
  const factor = binary[suffix];
  if (factor !== undefined) return E.right({ nano: scaled(factor), format: 'binary' });
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix);
  const power = exponent === null ? (decimal[suffix] ?? 0) : Number(exponent[1]);
  const nano =
    power >= 0 ? scaled(10n ** BigInt(power)) : divideUp(digits * nanoPerUnit, 10n ** BigInt(fraction.length - power));
  return E.right({ nano, format: exponent === null ? 'decimal' : 'exponent' });
};

/** Thousandths, rounded up. */
export const toMilli = ({ nano }: Quantity): number => Number(divideUp(nano, 1_000_000n));

/** Units, rounded up. */
export const toValue = ({ nano }: Quantity): number => Number(divideUp(nano, nanoPerUnit));

const decimalNames = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const binaryNames = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/** The canonical text: the largest suffix of its family that leaves a whole number. */
export const formatQuantity = ({ nano, format }: Quantity): string => {
  if (nano === 0n) return '0';
  if (format === 'binary' && nano % nanoPerUnit === 0n) {
    let units = nano / nanoPerUnit;
    let name = 0;
    for (; name < binaryNames.length - 1 && units % 1024n === 0n; name++) units /= 1024n;
    return `${units}${binaryNames[name] ?? ''}`;
  }
  let amount = nano;
  let name = 0;
  for (; name < decimalNames.length - 1 && amount % 1000n === 0n; name++) amount /= 1000n;
  const power = (name - 3) * 3;
  if (format === 'exponent') return power === 0 ? `${amount}` : `${amount}e${power}`;
  return `${amount}${decimalNames[name] ?? ''}`;
};

export const compareQuantities = (a: Quantity, b: Quantity): number => (a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0);
