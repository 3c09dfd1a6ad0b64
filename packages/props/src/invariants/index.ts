import { exclusiveVolumes } from './exclusive-volumes.ts';
import type { Invariant } from './invariant.ts';
import { oneDaemonPodPerNode } from './one-daemon-pod-per-node.ts';
import { orderedCreation } from './ordered-creation.ts';
import { reverseOrdinalTermination } from './reverse-ordinal-termination.ts';
import { stableIdentity } from './stable-identity.ts';
import { stableVolumes } from './stable-volumes.ts';

export * from './invariant.ts';
export * from './watchman.ts';

/** Every invariant, in the order in which reports list them. */
export const invariants: readonly Invariant[] = [
  oneDaemonPodPerNode,
  orderedCreation,
  reverseOrdinalTermination,
  stableIdentity,
  exclusiveVolumes,
  stableVolumes,
];
