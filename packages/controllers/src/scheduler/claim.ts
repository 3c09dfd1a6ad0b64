import { bindCompleted, type PersistentVolumeClaimRecord } from '@orrery/core/cluster';

/** The binding of this claim is finished. */
export const isBound = ({ volumeName, meta }: PersistentVolumeClaimRecord): boolean =>
  volumeName !== '' && meta.annotations[bindCompleted] !== undefined;
