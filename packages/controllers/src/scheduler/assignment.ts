import type { PersistentVolumeClaimRecord, PersistentVolumeRecord } from '@orrery/core/cluster';

/** How a claim gets its volume on a node: one that exists, or (undefined) one that is to be made there. */
export interface Assignment {
  readonly claim: PersistentVolumeClaimRecord;
  readonly volume: PersistentVolumeRecord | undefined;
}
