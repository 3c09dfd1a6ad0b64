import { controllerOfKind, type ControllerRevisionRecord, type PodRecord, type Uid } from '@orrery/core/cluster';
import { OwnWrites, UidIndex } from '@orrery/core/control';
import type { DaemonNodes } from './daemon-nodes.ts';

/** What the controller remembers; all of it but `writes` follows from its caches. */
export interface Memory {
  readonly nodes: Map<Uid, DaemonNodes>;
  /** Sets by namespace. */
  readonly sets: UidIndex;
  /** Pods by the DaemonSet that their controller reference names, known or not. */
  readonly owned: UidIndex;
  /** Owned pods that their set's selector no longer takes, by set. */
  readonly strays: UidIndex;
  /** Pods without a controller, by namespace. */
  readonly orphans: UidIndex;
  /** Orphans that a set may take in, by set. */
  readonly adoptable: UidIndex;
  /** Revisions by the set that controls them. */
  readonly revisions: UidIndex;
  /** Revisions without a controller, by namespace. */
  readonly orphanRevisions: UidIndex;
  readonly writes: OwnWrites;
}

export const emptyMemory = (): Memory => ({
  nodes: new Map(),
  sets: new UidIndex(),
  owned: new UidIndex(),
  strays: new UidIndex(),
  orphans: new UidIndex(),
  adoptable: new UidIndex(),
  revisions: new UidIndex(),
  orphanRevisions: new UidIndex(),
  writes: new OwnWrites(['DaemonSet', 'Pod']),
});

/** The DaemonSet that an object names as its controller, by uid. */
export const setOf = ({ meta }: PodRecord | ControllerRevisionRecord): Uid | undefined =>
  controllerOfKind('DaemonSet', meta);
