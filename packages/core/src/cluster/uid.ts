import { hashString, mix } from '../engine/index.ts';
import { kindNames, kindNumber, type KindName } from './kind.ts';

/**
 * An object's identity within its kind: a dense number in order of creation, never used twice.
 * It is also the object's index in its table, so that finding an object by uid costs nothing.
 */
export type Uid = number;

/** All bytes in hexadecimal: a number written with 32 bits as `toString` does it takes ten times as long. */
const bytes = Array.from({ length: 256 }, (_, byte) => (byte < 16 ? '0' : '') + byte.toString(16));

const hex16 = (value: number): string => `${bytes[(value >>> 8) & 255] ?? ''}${bytes[value & 255] ?? ''}`;
const hex32 = (value: number): string => hex16(value >>> 16) + hex16(value);

const kindHashes = new Map(kindNames.map((kind) => [kind, hashString(kind)]));

/**
 * The uid as the API shows it: a version-4 UUID in form. The second group is the kind's number, the last the uid;
 * the rest is a hash of both, so that two uids look as different as real ones and can still be read back.
 */
export const uuidOf = (kind: KindName, uid: Uid): string => {
  const number = kindNumber(kind);
  const a = mix(kindHashes.get(kind) ?? 0, uid);
  const b = mix(a, number);
  const high = Math.floor(uid / 0x1_0000_0000);
  const [third, fourth] = [0x4000 | (b & 0xfff), 0x8000 | ((b >>> 12) & 0xfff)];
  return `${hex32(a)}-${hex16(number)}-${hex16(third)}-${hex16(fourth)}-${hex16(high)}${hex32(uid)}`;
};

/** An object that is, was or will be. */
export interface Identity {
  readonly kind: KindName;
  readonly uid: Uid;
}

/** What a UUID text stands for, or undefined when no object of ours ever had it. */
export const parseUuid = (text: string): Identity | undefined => {
  const match = /^[0-9a-f]{8}-([0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{4}-([0-9a-f]{12})$/.exec(text);
  if (match === null) return undefined;
  const kind = kindNames[Number.parseInt(match[1] ?? '', 16)];
  const uid = Number.parseInt(match[2] ?? '', 16);
  return kind !== undefined && uuidOf(kind, uid) === text ? { kind, uid } : undefined;
};
