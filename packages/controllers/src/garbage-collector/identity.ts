import {
  kindNames,
  kindNumber,
  parseUuid,
  uuidOf,
  type AnyRecord,
  type KindName,
  type Uid,
  type View,
} from '@orrery/core/cluster';

const kindsAtMost = 32;

/** What a key of the work queue means: an object, and in which of upstream's two queues it stands. */
export interface Item {
  readonly kind: KindName;
  readonly uid: Uid;
  /** To have its dependents orphaned, rather than to be looked at itself. */
  readonly orphaning: boolean;
}

export const itemKey = (kind: KindName, uid: Uid, orphaning = false): number =>
  (uid * kindsAtMost + kindNumber(kind)) * 2 + (orphaning ? 1 : 0);

export const itemOf = (key: number): Item => {
  const rest = Math.floor(key / 2);
  const kind = kindNames[rest % kindsAtMost];
  if (kind === undefined) throw new Error(`${key} is no key of the garbage collector: it names no kind`);
  return { kind, uid: Math.floor(rest / kindsAtMost), orphaning: key % 2 === 1 };
};

/** The object that a uid in an owner reference means, as the caches know it. */
export const ownerIn = (view: View, uuid: string): AnyRecord | undefined => {
  const parsed = parseUuid(uuid);
  return parsed === undefined ? undefined : view.tables[parsed.kind].get(parsed.uid);
};

export const uuidOfRecord = ({ kind, uid }: AnyRecord): string => uuidOf(kind, uid);
