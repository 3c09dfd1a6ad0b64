import { hashString, mix } from '../engine/index.ts';
import { kindNames, kindNumber, type KindName } from './kind.ts';

/**
 * An object's identity within its kind: a dense number in order of creation, never used twice.
 * It is also the object's index in its table, so that finding an object by uid costs nothing.
 */
export type Uid = number;

const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(digits, '0').slice(-digits);

/**
 * The uid as the API shows it: a version-4 UUID in form. The second group is the kind's number, the last the uid;
 * the rest is a hash of both, so that two uids look as different as real ones and can still be read back.
 */
export const uuidOf = (kind: KindName, uid: Uid): string => {
  const number = kindNumber(kind);
  const a = mix(hashString(kind), uid);
  const b = mix(a, number);
  const high = Math.floor(uid / 0x1_0000_0000);
  return `${hex(a, 8)}-${hex(number, 4)}-4${hex(b, 3)}-8${hex(b >>> 12, 3)}-${hex(high, 4)}${hex(uid, 8)}`;
};

/** What a UUID text stands for, or undefined when no object of ours ever had it. */
export const parseUuid = (text: string): { readonly kind: KindName; readonly uid: Uid } | undefined => {
  const match = /^[0-9a-f]{8}-([0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{4}-([0-9a-f]{12})$/.exec(text);
  if (match === null) return undefined;
  const kind = kindNames[Number.parseInt(match[1] ?? '', 16)];
  const uid = Number.parseInt(match[2] ?? '', 16);
  return kind !== undefined && uuidOf(kind, uid) === text ? { kind, uid } : undefined;
};
