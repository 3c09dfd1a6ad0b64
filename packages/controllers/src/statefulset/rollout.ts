import { scaledValue, isAtLeast, type Step } from '@orrery/core/control';
import { podName } from './identity.ts';
import { deletePod, revisionFor } from './pods.ts';
import { batches, type Scene } from './scaling.ts';

/** The lowest ordinal that a rolling update replaces. */
const lowestOf = ({ set }: Scene): number => set.spec.start + set.spec.updateStrategy.partition;

/** Ordinals without a pod, made in this very pass, at another revision than the newest, the highest first. */
const madeOutdated = ({ set, replicas, revisions }: Scene): readonly number[] => {
  const { updateStrategy } = set.spec;
  // With a block nothing from the partition on is made at the old revision.
  if (set.spec.ordered || updateStrategy.block || revisions.current.name === revisions.update.name) return [];
  return replicas.unsettled
    .toArray()
    .filter((one) => replicas.at(one) === undefined && revisionFor(set, one, revisions).name !== revisions.update.name)
    .reverse();
};

/** Ordinals to replace from the partition on, the highest first, at most `limit`. */
const outdated = (scene: Scene, limit: number): readonly number[] => {
  const { replicas, revisions } = scene;
  const existing = replicas.outdated(revisions.update.name, lowestOf(scene), limit);
  const made = madeOutdated(scene).slice(0, limit);
  if (made.length === 0) return existing;
  return [...existing, ...made].sort((a, b) => b - a).slice(0, limit);
};

/**
 * SS-13: from the highest ordinal down to the partition, the first pod that is outdated is stopped, unless one above it is not
 * available: one at a time.
 */
const oneByOne = (scene: Scene): readonly number[] => {
  const [target] = outdated(scene, 1);
  const blocking = scene.replicas.unsettled.last;
  return target === undefined || (blocking !== undefined && blocking > target) ? [] : [target];
};

/** SS-30: maxUnavailable as a number: a percentage is rounded down, and one at least may be down. */
const maxUnavailableOf = ({ set }: Scene): number => {
  const { maxUnavailable = 1 } = set.spec.updateStrategy;
  return Math.max(1, scaledValue(maxUnavailable, set.spec.replicas, 'down'));
};

/** SS-30: as many pods as maxUnavailable leaves room for beside those that are unavailable, whatever their ordinal. */
const byBudget = (scene: Scene): readonly number[] => {
  const room = maxUnavailableOf(scene) - scene.replicas.unsettled.size;
  return room <= 0 ? [] : outdated(scene, room);
};

/**
 * SS-32: 1.37, Parallel: unavailable pods of old revisions go first, at most maxUnavailable in a pass, and do not use up the room that
 * healthy ones are then stopped in. Source: pull request 137666; that what goes first counts against the room is our reading.
 */
const brokenFirst = (scene: Scene): readonly number[] => {
  const { replicas, revisions, set } = scene;
  const most = maxUnavailableOf(scene);
  const isOld = (ordinal: number): boolean => {
    const known = replicas.at(ordinal);
    if (known === undefined) return revisionFor(set, ordinal, revisions).name !== revisions.update.name;
    return !known.terminating && known.revision !== revisions.update.name;
  };
  const down = [...replicas.unsettled.toArray()].reverse();
  const broken = down.filter(isOld);
  const first = broken.filter((ordinal) => ordinal >= lowestOf(scene)).slice(0, most);
  const room = most - (down.length - broken.length) - first.length;
  if (room <= 0) return first;
  const healthy = outdated(scene, room + broken.length).filter((ordinal) => !replicas.unsettled.has(ordinal));
  return [...first, ...healthy.slice(0, room)];
};

/** Deletes the pods that a rolling update replaces now. Source: updateStatefulSet, updateStatefulSetAfterInvariantEstablished. */
export const rollout = (scene: Scene): readonly Step[] => {
  const { set, planning } = scene;
  const { gates, version } = planning;
  const targets = !gates.MaxUnavailableStatefulSet
    ? oneByOne(scene)
    : !set.spec.ordered && isAtLeast(version, '1.37')
      ? brokenFirst(scene)
      : byBudget(scene);
  return targets.map((ordinal, index): Step => deletePod(set, podName(set, ordinal), 'roll', batches.rollout + index));
};
