import { utf8Encode } from '@orrery/core/engine';
import { wireTypes } from './reader.ts';

/** Members of a message, in bytes. */
type Bytes = Uint8Array;

const varint = (value: number): readonly number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
};

/** Members one after the other: what a message is. */
export const joined = (...members: readonly Bytes[]): Bytes => {
  const whole = new Uint8Array(members.reduce((length, one) => length + one.length, 0));
  let at = 0;
  for (const member of members) {
    whole.set(member, at);
    at += member.length;
  }
  return whole;
};

/** A member that is a message. */
export const message = (number: number, ...members: readonly Bytes[]): Bytes => {
  const length = members.reduce((sum, one) => sum + one.length, 0);
  return joined(Uint8Array.from([...varint(number * 8 + wireTypes.delimited), ...varint(length)]), ...members);
};

export const text = (number: number, value: string): Bytes => message(number, utf8Encode(value));

/** A member that is a number or, as 0 or 1, a flag. */
export const whole = (number: number, value: number): Bytes =>
  Uint8Array.from([...varint(number * 8 + wireTypes.varint), ...varint(value)]);
