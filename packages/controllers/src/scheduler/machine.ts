import { second, type Body, type Duration, type Instant } from '@orrery/core/engine';
import { keyOf, type PodRecord, type Uid } from '@orrery/core/cluster';
import { UidIndex } from '@orrery/core/control';
import type { Assignment } from './assignment.ts';
import { GivenUp } from './given-up.ts';
import { NodeInfo } from './node-info.ts';
import { Nominator } from './nominator.ts';
import { PodQueue } from './pod-queue.ts';
import { speaksOfOthers } from './pod-term.ts';
import { SpreadTallies } from './spread-tally.ts';

/** How far a binding cycle is: its first writes are to be made, it waits for volumes, or the pod has been bound. */
type Stage = 'new' | 'waiting' | 'bound';

/** The binding cycle of a pod that has its node. */
export interface Reservation {
  readonly node: string;
  readonly since: Instant;
  readonly assignments: readonly Assignment[];
  /** What was seen when the node was chosen. */
  readonly decision: Body;
  stage: Stage;
  readonly volumes: readonly Uid[];
  /** The claims that are to be provisioned on the node, by name, and the version at which each was told so. */
  readonly provisioned: ReadonlyMap<string, number>;
}

/** A preemption under way: what it does, it does beside the scheduling cycle. */
export interface Preempting {
  readonly node: string;
  /** Pods that are to go, the least important last. */
  readonly victims: readonly PodRecord[];
}

/**
 * What does not follow from the caches but from what the scheduler did: queues, what it assumes until the caches show it, and
 * where the last search stopped. Lost in a crash, like upstream's.
 */
export interface Machine {
  readonly active: PodQueue;
  /** Woken pods that would rather wait a little; taken when nobody else is waiting (SchedulerPopFromBackoffQ). */
  readonly backOff: PodQueue;
  /** Pods whose attempt ended in an error; they wait in any case. */
  readonly failed: PodQueue;
  readonly givenUp: GivenUp;
  readonly reserved: Map<Uid, Reservation>;
  /** Nodes of pods that were given one, until the caches show it. */
  readonly assumed: Map<Uid, string>;
  /** What the assumed pods take, by node. */
  readonly assumedOn: Map<string, NodeInfo>;
  /** Those of the assumed pods that say who else may be near them. */
  readonly assumedSpeakers: Set<Uid>;
  /** The assumed pods by the claims they use. */
  readonly assumedClaims: UidIndex;
  /** How pods are spread, as far as attempts have asked. */
  readonly tallies: SpreadTallies;
  /** Pods for which others have to go. */
  readonly nominator: Nominator;
  /** Pods whose victims are being told to go. */
  readonly preempting: Map<Uid, Preempting>;
  /** Volumes promised to claims, until the caches show it. */
  readonly promised: Set<Uid>;
  /** How often each pod has been tried. */
  readonly attempts: Map<Uid, number>;
  /** Errors in a row of each pod. */
  readonly errors: Map<Uid, number>;
  /** Index of the node at which the next search begins. */
  nextNode: number;
}

export const emptyMachine = (): Machine => ({
  active: new PodQueue(),
  backOff: new PodQueue(),
  failed: new PodQueue(),
  givenUp: new GivenUp(),
  reserved: new Map(),
  assumed: new Map(),
  assumedOn: new Map(),
  assumedSpeakers: new Set(),
  assumedClaims: new UidIndex(),
  tallies: new SpreadTallies(),
  nominator: new Nominator(),
  preempting: new Map(),
  promised: new Set(),
  attempts: new Map(),
  errors: new Map(),
  nextNode: 0,
});

const firstBackOffUs: Duration = second;
const longestBackOffUs: Duration = 10 * second;

/**
 * SC-12: when a pod that failed for the `count`th time at `since` is ready again: after 1 s, doubling to 10 s, at the beginning of a
 * second. Source: backoff_queue.go.
 */
export const readyAgain = (since: Instant, count: number): Instant => {
  const delay = Math.min(firstBackOffUs * 2 ** Math.min(count - 1, 10), longestBackOffUs);
  return Math.floor((since + delay) / second) * second;
};

const isReady = (queue: PodQueue, now: Instant): boolean => (queue.readyAt ?? Infinity) <= now;

/** The next pod to be tried: of the active ones and those whose back-off is over the first, else one that is woken early. */
export const takeNext = (
  machine: Machine,
  now: Instant,
  podOf: (uid: Uid) => PodRecord | undefined,
): Uid | undefined => {
  const { active, backOff, failed } = machine;
  for (const queue of [backOff, failed])
    while (isReady(queue, now)) {
      const since = queue.waitingSince ?? now;
      const pod = podOf(queue.take() ?? 0);
      if (pod !== undefined) active.add(pod, since);
    }
  return active.take() ?? backOff.take();
};

/** SC-13: from now on the pod counts as being on the node. */
export const assume = (machine: Machine, pod: PodRecord, node: string): void => {
  const { assumed, assumedOn, assumedSpeakers, assumedClaims, nominator } = machine;
  nominator.forget(pod.uid);
  if (speaksOfOthers(pod)) assumedSpeakers.add(pod.uid);
  for (const name of pod.claims) assumedClaims.add(keyOf(pod.meta.namespace, name), pod.uid);
  assumed.set(pod.uid, node);
  const info = assumedOn.get(node) ?? new NodeInfo();
  assumedOn.set(node, info);
  info.put(pod);
};

/** The caches show the pod's node, or it does not get it after all. */
export const forgetAssumed = (machine: Machine, uid: Uid): void => {
  const { assumed, assumedOn, assumedSpeakers, assumedClaims, tallies } = machine;
  const node = assumed.get(uid);
  if (node === undefined) return;
  tallies.remove(uid);
  assumed.delete(uid);
  assumedSpeakers.delete(uid);
  const info = assumedOn.get(node);
  const pod = info?.remove(uid);
  for (const name of pod?.claims ?? []) assumedClaims.delete(keyOf(pod?.meta.namespace ?? '', name), uid);
  if (info?.podCount === 0) assumedOn.delete(node);
};

/** Gives back what a pod was promised: its node and its volumes. */
export const release = (machine: Machine, uid: Uid): void => {
  for (const volume of machine.reserved.get(uid)?.volumes ?? []) machine.promised.delete(volume);
  machine.reserved.delete(uid);
  forgetAssumed(machine, uid);
};

/** The pod is of no more interest. */
export const forget = (machine: Machine, uid: Uid): void => {
  for (const queue of [machine.active, machine.backOff, machine.failed]) queue.remove(uid);
  machine.givenUp.delete(uid);
  machine.attempts.delete(uid);
  machine.errors.delete(uid);
  machine.nominator.forget(uid);
  machine.preempting.delete(uid);
  release(machine, uid);
};

/** SC-9: a pod that was given up is tried again, after its back-off. */
export const wakeUp = (machine: Machine, pod: PodRecord, now: Instant): boolean => {
  const given = machine.givenUp.get(pod.uid);
  if (given === undefined) return false;
  machine.givenUp.delete(pod.uid);
  const readyAt = readyAgain(given.since, machine.attempts.get(pod.uid) ?? 1);
  if (readyAt > now) machine.backOff.add(pod, given.since, readyAt);
  else machine.active.add(pod, given.since);
  return true;
};
