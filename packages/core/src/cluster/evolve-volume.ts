import type { Instant } from '../engine/index.ts';
import { bindCompleted, boundByController, selectedNode } from './annotation.ts';
import type { Change } from './change.ts';
import type { EventNamed } from './events.ts';
import type { Meta, StringMap } from './meta.ts';
import {
  persistentVolumeClaimRecord,
  type ClaimPhase,
  type PersistentVolumeClaimRecord,
} from './persistent-volume-claim.ts';
import { persistentVolumeRecord, type PersistentVolumeRecord, type VolumePhase } from './persistent-volume.ts';
import type { ClusterState } from './state.ts';

type VolumeEvent = EventNamed<
  'VolumeClaimed' | 'VolumePhaseChanged' | 'ClaimBound' | 'ClaimStatusChanged' | 'ClaimNodeSelected'
>;

/** Folds an event about a volume or a claim. */
export const evolveVolume = (state: ClusterState, event: VolumeEvent, position: number, at: Instant): Change => {
  if (event.type === 'VolumeClaimed' || event.type === 'VolumePhaseChanged') {
    const before = found(state.tables.PersistentVolume.get(event.uid), event.uid);
    const after = changedVolume(before, event, position, at);
    state.tables.PersistentVolume.put(after);
    return { kind: 'PersistentVolume', before, after };
  }
  const before = found(state.tables.PersistentVolumeClaim.get(event.uid), event.uid);
  const after = changedClaim(before, event, position);
  state.tables.PersistentVolumeClaim.put(after);
  return { kind: 'PersistentVolumeClaim', before, after };
};

const found = <Stored>(record: Stored | undefined, uid: number): Stored => {
  if (record === undefined) throw new Error(`the log changes a volume or claim ${uid} that does not exist there`);
  return record;
};

/** The annotations with one set, or removed where the value is undefined. */
const annotated = (meta: Meta, key: string, value: string | undefined): Meta => {
  const { [key]: _, ...rest } = meta.annotations;
  const annotations: StringMap = value === undefined ? rest : { ...rest, [key]: value };
  return { ...meta, annotations };
};

const changedVolume = (
  before: PersistentVolumeRecord,
  event: EventNamed<'VolumeClaimed' | 'VolumePhaseChanged'>,
  position: number,
  at: Instant,
): PersistentVolumeRecord => {
  const { uid, body } = before;
  if (event.type === 'VolumePhaseChanged') {
    const { reason, message } = event;
    // The decider lets no other phase through.
    const status = { phase: event.phase as VolumePhase, reason, message, since: at };
    return persistentVolumeRecord(uid, position, before.meta, body, before.claim, status);
  }
  const { namespace, name, claim } = event;
  const meta = annotated(before.meta, boundByController, event.byController ? 'yes' : undefined);
  const reference = name === '' ? undefined : { namespace, name, uid: claim };
  return persistentVolumeRecord(uid, position, meta, body, reference, before.status);
};

const changedClaim = (
  before: PersistentVolumeClaimRecord,
  event: EventNamed<'ClaimBound' | 'ClaimStatusChanged' | 'ClaimNodeSelected'>,
  position: number,
): PersistentVolumeClaimRecord => {
  const { uid, body, args } = before;
  switch (event.type) {
    case 'ClaimBound': {
      const completed = annotated(before.meta, bindCompleted, 'yes');
      const meta = event.byController ? annotated(completed, boundByController, 'yes') : completed;
      return persistentVolumeClaimRecord(uid, position, meta, body, args, event.volume, before.status);
    }
    case 'ClaimStatusChanged': {
      const { capacity, accessModes } = event;
      const status = { phase: event.phase as ClaimPhase, capacity, accessModes }; // the decider lets no other through
      return persistentVolumeClaimRecord(uid, position, before.meta, body, args, before.volumeName, status);
    }
    case 'ClaimNodeSelected': {
      const meta = annotated(before.meta, selectedNode, event.node === '' ? undefined : event.node);
      return persistentVolumeClaimRecord(uid, position, meta, body, args, before.volumeName, before.status);
    }
    default:
      return event satisfies never;
  }
};
