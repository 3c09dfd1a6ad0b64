import type { Plan, Planning } from '@orrery/core/control';
import { syncClaim } from './claims.ts';
import { isClaimKey, uidOfKey, type Memory } from './memory.ts';
import { syncVolume } from './volumes.ts';

/** What a claim or a volume needs of its provisioner now. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan =>
  isClaimKey(key) ? syncClaim(memory, uidOfKey(key), planning) : syncVolume(memory, uidOfKey(key), planning);
