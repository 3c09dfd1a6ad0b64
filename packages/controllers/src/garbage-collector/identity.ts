import {
  kindNames,
  kindNumber,
  parseUuid,
  uuidOf,
  type AnyRecord,
  type KindName,
  type OwnerReference,
  type Uid,
  type View,
} from '@orrery/core/cluster';

const kindsAtMost = 32;
/** In the place of a kind's number: the key of a virtual owner. */
const virtualKind = kindsAtMost - 1;

/** What a key of the work queue means: an object, and in which of upstream's two queues it stands. */
export interface Item {
  readonly kind: KindName;
  readonly uid: Uid;
  /** To have its dependents orphaned, rather than to be looked at itself. */
  readonly orphaning: boolean;
}

export const itemKey = (kind: KindName, uid: Uid, orphaning = false): number =>
  (uid * kindsAtMost + kindNumber(kind)) * 2 + (orphaning ? 1 : 0);

/** The key of an owner that no informer has shown. */
export const virtualKey = (number: number): number => (number * kindsAtMost + virtualKind) * 2;

/** What a key means: an object, or the number of a virtual owner. */
export const itemOf = (key: number): Item | { readonly virtual: number } => {
  const rest = Math.floor(key / 2);
  const number = rest % kindsAtMost;
  const uid = Math.floor(rest / kindsAtMost);
  if (number === virtualKind) return { virtual: uid };
  const kind = kindNames[number];
  if (kind === undefined) throw new Error(`${key} is no key of the garbage collector: it names no kind`);
  return { kind, uid, orphaning: key % 2 === 1 };
};

/** The object of a key, as the caches know it. */
export const recordOf = (key: number, view: View): AnyRecord | undefined => {
  const item = itemOf(key);
  return 'virtual' in item ? undefined : view.tables[item.kind].get(item.uid);
};

/** The object that a uid in an owner reference means, as the caches know it. */
export const ownerIn = (view: View, uuid: string): AnyRecord | undefined => {
  const parsed = parseUuid(uuid);
  return parsed === undefined ? undefined : view.tables[parsed.kind].get(parsed.uid);
};

/** The owner that a reference names, as the caches know it. */
export const ownerOf = (view: View, { identity }: OwnerReference): AnyRecord | undefined =>
  identity === undefined ? undefined : view.tables[identity.kind].get(identity.uid);

export const uuidOfRecord = ({ kind, uid }: AnyRecord): string => uuidOf(kind, uid);
