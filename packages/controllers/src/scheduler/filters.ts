import type { Json } from '@orrery/core/engine';
import type { NodeRecord, PodRecord, View } from '@orrery/core/cluster';
import { affinityOf, classify, type Refusal } from './classify.ts';
import type { Memory } from './memory.ts';
import { neighbourhoodOf, type Neighbourhood } from './neighbourhood.ts';
import { NodeInfo, together, type Room } from './node-info.ts';
import { refusedByLimits } from './volume-limits.ts';
import { ExclusiveClaims } from './volume-restrictions.ts';
import { placesOf, refusedByZone } from './volume-zone.ts';
import { volumesOn, type PodClaims } from './volumes.ts';

/** A pod that is tried, with what was found out about it before any node was looked at. */
export interface Candidate {
  readonly pod: PodRecord;
  readonly affinity: Json | undefined;
  readonly claims: PodClaims;
  readonly neighbourhood: Neighbourhood;
  readonly exclusive: ExclusiveClaims;
  readonly places: ReturnType<typeof placesOf>;
}

/** Finds out about a pod what is the same for all nodes. Source: RunPreFilterPlugins. */
export const candidateOf = (memory: Memory, pod: PodRecord, claims: PodClaims, view: View): Candidate => {
  const affinity = affinityOf(pod);
  return {
    pod,
    affinity,
    claims,
    neighbourhood: neighbourhoodOf(memory, pod, affinity, view),
    exclusive: new ExclusiveClaims(memory, pod, view),
    places: placesOf(claims, view),
  };
};

/** Supposes that another pod comes to a node or leaves it; whoever supposes takes it back. Source: PreFilterExtensions. */
export const suppose = (
  { neighbourhood, exclusive }: Candidate,
  other: PodRecord,
  node: NodeRecord,
  by: 1 | -1,
): void => {
  neighbourhood.move(other, node, by);
  exclusive.move(other, by);
};

/** SC-2: the first plugin that refuses a node with this room. Source: RunFilterPlugins. */
const refusalOf = (
  memory: Memory,
  { pod, affinity, claims, neighbourhood, exclusive, places }: Candidate,
  node: NodeRecord,
  room: Room,
  view: View,
): Refusal | undefined =>
  classify(pod, affinity, node, room) ??
  exclusive.refusal ??
  refusedByLimits(pod, node, room, view) ??
  refusedByVolumes(memory, claims, node, view) ??
  refusedByZone(places, node) ??
  neighbourhood.refuse(node);

const refusedByVolumes = (memory: Memory, claims: PodClaims, node: NodeRecord, view: View): Refusal | undefined => {
  if (claims.bound.length + claims.delayed.length === 0) return undefined;
  const found = volumesOn(memory, claims, node, view);
  return 'reasons' in found ? { plugin: 'VolumeBinding', reasons: found.reasons, resolvable: false } : undefined;
};

const none: readonly PodRecord[] = [];

/** Pods of equal or higher priority that are to come to a node. */
const expectedOn = (
  { machine }: Memory,
  { uid, spec }: PodRecord,
  node: string,
  { tables }: View,
): readonly PodRecord[] => {
  const nominated = machine.nominator.on(node);
  if (nominated.length === 0) return none;
  return nominated
    .flatMap((one) => (one === uid ? [] : (tables.Pod.get(one) ?? [])))
    .filter((one) => one.spec.priority >= spec.priority);
};

/**
 * SC-42: a node must take a pod both with the nominated pods of its priority or above, whose room it must leave, and without them,
 * since they may not come. Source: RunFilterPluginsWithNominatedPods.
 */
export const refuse = (
  memory: Memory,
  candidate: Candidate,
  node: NodeRecord,
  room: Room,
  view: View,
): Refusal | undefined => {
  const expected = expectedOn(memory, candidate.pod, node.meta.name, view);
  if (expected.length > 0) {
    const theirs = new NodeInfo();
    for (const one of expected) {
      theirs.put(one);
      suppose(candidate, one, node, 1);
    }
    const refusal = refusalOf(memory, candidate, node, together(room, theirs), view);
    for (const one of expected) suppose(candidate, one, node, -1);
    if (refusal !== undefined) return refusal;
  }
  return refusalOf(memory, candidate, node, room, view);
};
