import { type ByteReader, type ByteWriter, varintSize, zigzag } from './varint.ts';

// Typed arrays are read as `as number`: `values` always covers from..from + count.

/** How a column of 32-bit numbers is written. The writer takes the shortest; at equal length the first of these. */
const coding = { constant: 0, plain: 1, delta: 2 } as const;

/** How a column would be written, and in how many bytes. */
interface Plan {
  readonly mode: number;
  readonly size: number;
}

/**
 * Chooses how to write a column. `stride` is how far back the number lies from which a delta is taken: more than 1 for lists of one
 * length, whose items are series of their own. A column whose length is not known from elsewhere must not be `constant`: it would
 * let a few bytes claim any number of values.
 */
const plan = (values: Int32Array, count: number, stride: number, mayBeConstant: boolean): Plan => {
  const first = values[0] as number;
  let constant = mayBeConstant;
  let plain = 0;
  let delta = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (value !== first) constant = false;
    plain += varintSize(zigzag(value));
    delta += varintSize(zigzag(i < stride ? value : (value - (values[i - stride] as number)) | 0));
  }
  if (constant) return { mode: coding.constant, size: 1 + varintSize(zigzag(first)) };
  return plain <= delta ? { mode: coding.plain, size: 1 + plain } : { mode: coding.delta, size: 1 + delta };
};

/** In how many bytes `writeColumn` would write this. */
export const columnSize = (values: Int32Array, count: number): number => plan(values, count, 1, true).size;

/** Writes the first `count` numbers of `values`; nothing for none. */
export const writeColumn = (
  out: ByteWriter,
  values: Int32Array,
  count: number,
  { stride = 1, mayBeConstant = true }: { readonly stride?: number; readonly mayBeConstant?: boolean } = {},
): void => {
  if (count === 0) return;
  const { mode } = plan(values, count, stride, mayBeConstant);
  out.byte(mode);
  if (mode === coding.constant) out.signed(values[0] as number);
  else if (mode === coding.plain) for (let i = 0; i < count; i++) out.signed(values[i] as number);
  else
    for (let i = 0; i < count; i++)
      out.signed(i < stride ? (values[i] as number) : (values[i] as number) - (values[i - stride] as number));
};

/** Reads `count` numbers into `values` at `from`. When the bytes are not a column, `input.failed` says so. */
export const readColumn = (input: ByteReader, values: Int32Array, from: number, count: number, stride = 1): void => {
  if (count === 0) return;
  const end = from + count;
  const mode = input.byte();
  if (mode === coding.constant) values.fill(input.signed(), from, end);
  else if (mode === coding.plain) for (let i = from; i < end; i++) values[i] = input.signed();
  else if (mode === coding.delta) {
    for (let i = from; i < from + stride && i < end; i++) values[i] = input.signed();
    for (let i = from + stride; i < end; i++) values[i] = (values[i - stride] as number) + input.signed();
  } else input.fail();
};
