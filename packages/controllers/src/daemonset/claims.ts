import {
  isTerminating,
  selects,
  type ControllerRevisionRecord,
  type DaemonSetRecord,
  type Uid,
  type View,
} from '@orrery/core/cluster';
import type { Memory } from './remembered.ts';

const recordsOf = (uids: readonly Uid[], view: View): readonly ControllerRevisionRecord[] =>
  uids.flatMap((uid) => view.tables.ControllerRevision.get(uid) ?? []);

/** DS-14: the revisions of a set, and what it must do about their owners. Source: ClaimControllerRevisions. */
export interface ClaimedRevisions {
  /** Controlled by the set and selected by it. */
  readonly own: readonly ControllerRevisionRecord[];
  /** Controlled by nobody, and to be taken in. */
  readonly adoptable: readonly ControllerRevisionRecord[];
  /** Controlled by the set, and to be let go. */
  readonly strays: readonly ControllerRevisionRecord[];
}

export const claimedRevisions = (memory: Memory, set: DaemonSetRecord, view: View): ClaimedRevisions => {
  const { selector } = set.spec;
  const matches = ({ meta }: ControllerRevisionRecord): boolean =>
    selector.length > 0 && selects(selector, meta.labels);
  const owned = recordsOf(memory.revisions.of(String(set.uid)), view);
  const orphans = recordsOf(memory.orphanRevisions.of(set.meta.namespace), view);
  return {
    own: owned.filter(matches),
    adoptable: orphans.filter((revision) => matches(revision) && !isTerminating(revision)),
    strays: owned.filter((revision) => !matches(revision)),
  };
};
