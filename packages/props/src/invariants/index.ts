import { confirmedEnds } from './confirmed-ends.ts';
import { daemonRolloutBudget } from './daemon-rollout-budget.ts';
import { daemonSurgeAvailability } from './daemon-surge-availability.ts';
import { daemonSurgeBudget } from './daemon-surge-budget.ts';
import { delayedBinding } from './delayed-binding.ts';
import { eligibleNodes } from './eligible-nodes.ts';
import { exclusiveVolumes } from './exclusive-volumes.ts';
import { finalPhases } from './final-phases.ts';
import { fittingVolumes } from './fitting-volumes.ts';
import type { Invariant } from './invariant.ts';
import { attachedMounts } from './attached-mounts.ts';
import { finalContainers } from './final-containers.ts';
import { keptPods } from './kept-pods.ts';
import { restartCounts } from './restart-counts.ts';
import { safeDeletion } from './safe-deletion.ts';
import { safeDetachment } from './safe-detachment.ts';
import { singleAttachment } from './single-attachment.ts';
import { schedulingInvariants } from '../scheduling/invariants.ts';
import { keptBudgets } from './kept-budgets.ts';
import { noOvercommit } from './no-overcommit.ts';
import { oneDaemonPodPerNode } from './one-daemon-pod-per-node.ts';
import { oneHistory } from './one-history.ts';
import { oneRunningDaemon } from './one-running-daemon.ts';
import { orderedCreation } from './ordered-creation.ts';
import { orderedScaleDown } from './ordered-scale-down.ts';
import { orderedStart } from './ordered-start.ts';
import { ownClaims } from './own-claims.ts';
import { ownNode } from './own-node.ts';
import { ownPods } from './own-pods.ts';
import { ownedThingsStay } from './owned-things-stay.ts';
import { protectedClaims } from './protected-claims.ts';
import { retainedClaims } from './retained-claims.ts';
import { reverseOrdinalTermination } from './reverse-ordinal-termination.ts';
import { revisionChoice } from './revision-choice.ts';
import { rolloutBudget } from './rollout-budget.ts';
import { seenNodes } from './seen-nodes.ts';
import { stableIdentity } from './stable-identity.ts';
import { stableVolumes } from './stable-volumes.ts';
import { trueReadiness } from './true-readiness.ts';
import { updateOrder } from './update-order.ts';

export * from './invariant.ts';
export { daemonsByNode, isEligible, isServing } from './daemon-decision.ts';
export { isSettled, ordinalOf, podAt } from './stateful-pods.ts';
export { isInRange, rangeOf, revisionOf } from './stateful-decision.ts';
export * from './watchman.ts';

/** What holds of StatefulSets. */
const statefulSets: readonly Invariant[] = [
  orderedCreation,
  orderedStart,
  reverseOrdinalTermination,
  orderedScaleDown,
  updateOrder,
  rolloutBudget,
  revisionChoice,
  oneHistory,
  stableIdentity,
  ownClaims,
  retainedClaims,
];

/** What holds of DaemonSets. */
const daemonSets: readonly Invariant[] = [
  oneDaemonPodPerNode,
  oneRunningDaemon,
  eligibleNodes,
  daemonRolloutBudget,
  daemonSurgeBudget,
  daemonSurgeAvailability,
];

/** What holds of claims and volumes. */
const volumes: readonly Invariant[] = [
  exclusiveVolumes,
  stableVolumes,
  fittingVolumes,
  delayedBinding,
  protectedClaims,
];

/** What holds of kubelets. */
const kubelets: readonly Invariant[] = [ownNode, finalPhases, confirmedEnds, trueReadiness];

/** What holds of pods and owners, whatever made them. */
const everything: readonly Invariant[] = [seenNodes, noOvercommit, ownPods, ownedThingsStay, keptBudgets];

/** Every invariant, in the order in which reports list them. */
export const invariants: readonly Invariant[] = [
  ...statefulSets,
  ...daemonSets,
  ...volumes,
  ...kubelets,
  ...everything,
];

/** What holds of what really runs on machines, and of disks: played in a world of its own (machines/), watched in every run. */
export const machineInvariants: readonly Invariant[] = [
  restartCounts,
  finalContainers,
  keptPods,
  attachedMounts,
  singleAttachment,
  safeDetachment,
  safeDeletion,
];

/** Every invariant that any run is held to. What holds of the scheduler's decisions is played in a world of its own (scheduling/). */
export const everyInvariant: readonly Invariant[] = [...invariants, ...machineInvariants, ...schedulingInvariants];
