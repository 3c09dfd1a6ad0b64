import type { StatefulSetRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { aggregate, claimErrors, createClaims, keepPolicies } from './claim-requests.ts';
import { claimsOf, holderOf, isOfFormerPod } from './claims.ts';
import { podName } from './identity.ts';
import { createPod, deletePod, mendPod } from './pods.ts';
import type { Replicas } from './replicas.ts';
import { reported } from './reported.ts';
import type { Revisions } from './revisions.ts';

/** What a pass looks at. */
export interface Scene {
  readonly set: StatefulSetRecord;
  readonly replicas: Replicas;
  readonly revisions: Pick<Revisions, 'current' | 'update'>;
  readonly planning: Planning;
}

/** A part of a pass: what it writes, and whether the pass ends there. */
export interface Pass {
  readonly steps: readonly Step[];
  readonly exit: boolean;
  /** Why it ends as failed although no request was refused. */
  readonly error?: string;
}

/** Source: slowStartBatch; batches of one, two, four … requests at once, at most 500. */
const longestBatch = 500;

/** First numbers of the batches of a pass's parts, which follow one another. */
export const batches = { replicas: 0, policy: 1_000_000, condemned: 2_000_000, rollout: 3_000_000 } as const;

/** Number of the slow-start batch that the replica or surplus pod at this index goes with. */
export const batchOf = (index: number): number => {
  let batch = 0;
  for (let size = 1, from = 0; index >= from + size; batch++) {
    from += size;
    size = Math.min(size * 2, longestBatch);
  }
  return batch;
};

const failed = (steps: readonly Step[], error: string): Pass => ({ steps, exit: true, error });

/** SS-10, SS-21: makes a missing pod and its claims, or says why it has to wait. Source: CreateStatefulPod. */
const creation = ({ set, revisions, planning }: Scene, ordinal: number, batch: number): Pass => {
  const pod = podName(set, ordinal);
  const holder = holderOf(set, pod);
  const stale =
    set.spec.whenScaled === 'Delete' && claimsOf(holder, planning.view).some((one) => isOfFormerPod(one, holder));
  if (stale) return { steps: [], exit: true };
  const errors = claimErrors(holder, planning);
  const claims = createClaims(holder, 'create', batch, errors, planning);
  if (errors.length === 0)
    return { steps: [...claims, createPod(set, ordinal, revisions, batch, planning)], exit: true };
  const why = aggregate(errors);
  const report = reported(set, 'podNotCreated', [pod, set.meta.name, why], { batch });
  return failed(claims.length === 0 ? [report] : claims, why);
};

/** SS-6, SS-16: what the replica of one ordinal needs. Source: processReplica. */
const replica = (scene: Scene, ordinal: number, batch: number): Pass => {
  const { set, replicas, planning } = scene;
  const known = replicas.at(ordinal);
  const pod = known === undefined ? undefined : planning.view.tables.Pod.get(known.pod);
  if (known === undefined || pod === undefined) return creation(scene, ordinal, batch);
  if (known.verdict === 'finished')
    return { steps: known.terminating ? [] : [deletePod(set, pod.meta.name, 'stop', batch)], exit: true };
  const steps: Step[] = [];
  const pending = pod.status.shape.phase === 'Pending';
  if (pending && set.spec.claimTemplates.length > 0) {
    // A claim that vanished under a Pending pod is made again.
    const holder = holderOf(set, pod);
    const errors = claimErrors(holder, planning);
    steps.push(...createClaims(holder, 'pending', batch, errors, planning));
    if (errors.length > 0) return failed(steps, aggregate(errors));
    steps.push(...keepPolicies(holder, pod, 'pending', batch, planning));
  }
  if (set.spec.ordered && known.verdict !== 'available') return { steps, exit: true };
  // The claims of a Pending pod have just been seen to.
  if (pending ? !known.fit : replicas.unfit.has(ordinal))
    steps.push(...mendPod(set, pod, { batch, attempt: 1, claims: !pending }, planning));
  return { steps, exit: false };
};

/**
 * SS-1: a replica starts only when every lower one is Running, Ready and available: the first unsettled one is acted on, and
 * the pass ends. Those before it are mended where they need it.
 */
const orderedReplicas = (scene: Scene): Pass => {
  const { set, replicas } = scene;
  const steps: Step[] = [];
  const first = replicas.unsettled.first;
  for (const ordinal of replicas.unfit.toArray())
    if (first === undefined || ordinal < first) steps.push(...replica(scene, ordinal, ordinal - set.spec.start).steps);
  if (first === undefined) return { steps, exit: false };
  const last = replica(scene, first, first - set.spec.start);
  return { ...last, steps: [...steps, ...last.steps], exit: true };
};

/** SS-8: Parallel waits for nobody: every replica gets what it needs, in slow-start batches. */
const parallelReplicas = (scene: Scene): Pass => {
  const { set, replicas } = scene;
  const steps: Step[] = [];
  let error: string | undefined;
  let failedBatch = Number.MAX_SAFE_INTEGER;
  for (const ordinal of replicas.needing.toArray()) {
    const batch = batchOf(ordinal - set.spec.start);
    if (batch > failedBatch) break;
    const one = replica(scene, ordinal, batch);
    steps.push(...one.steps);
    if (one.error === undefined) continue;
    error = error === undefined ? one.error : aggregate([error, one.error]);
    failedBatch = batch;
  }
  return { steps, exit: error !== undefined, ...(error === undefined ? {} : { error }) };
};

/** SS-20: surplus pods get their claims before they go. */
const condemnedClaims = ({ set, replicas, planning }: Scene): readonly Step[] => {
  if (replicas.unfitCondemned.size === 0) return [];
  const condemned = [...replicas.condemned.toArray()].reverse();
  return condemned.flatMap((ordinal, index) => {
    const pod = planning.view.tables.Pod.get(replicas.at(ordinal)?.pod ?? 0);
    if (pod === undefined || !replicas.unfitCondemned.has(ordinal)) return [];
    const batch = batches.policy + (set.spec.ordered ? index : batchOf(index));
    return keepPolicies(holderOf(set, pod), pod, 'keep', batch, planning);
  });
};

/**
 * SS-2, SS-7: OrderedReady stops the highest surplus pod and waits for its end; one that is not available only if it is the first
 * unavailable of all.
 */
const orderedCondemned = ({ set, replicas }: Scene): Pass => {
  const highest = replicas.condemned.last;
  if (highest === undefined) return { steps: [], exit: false };
  const known = replicas.at(highest);
  const healthy = known?.ready === true && known.available;
  const mayStop = known?.terminating === false && (healthy || replicas.unavailableCondemned.first === highest);
  return { steps: mayStop ? [deletePod(set, podName(set, highest), 'stop', batches.condemned)] : [], exit: true };
};

/** SS-8: Parallel stops all surplus pods, the highest first. */
const parallelCondemned = ({ set, replicas }: Scene): Pass => {
  const condemned = [...replicas.condemned.toArray()].reverse();
  const steps = condemned.flatMap((ordinal, index) =>
    replicas.at(ordinal)?.terminating === false
      ? [deletePod(set, podName(set, ordinal), 'stop', batches.condemned + batchOf(index))]
      : [],
  );
  return { steps, exit: false };
};

/** Makes and mends replicas, then stops surplus pods. The rolling update comes only after a pass that does not exit here. */
export const scaling = (scene: Scene): Pass => {
  const { ordered } = scene.set.spec;
  const replicas = ordered ? orderedReplicas(scene) : parallelReplicas(scene);
  if (replicas.exit) return replicas;
  const claims = condemnedClaims(scene);
  const condemned = ordered ? orderedCondemned(scene) : parallelCondemned(scene);
  return { ...condemned, steps: [...replicas.steps, ...claims, ...condemned.steps] };
};
