import {
  controllerOf,
  isAvailable,
  isRunningAndReady,
  isTerminal,
  isTerminating,
  listAt,
  selects,
  textAt,
  toObject,
  uuidOf,
  type OwnerReference,
  type PodRecord,
  type Records,
  type StatefulSetRecord,
  type View,
} from '@orrery/core/cluster';
import type { FeatureGates } from '@orrery/core/api';
import { scaledValue, type KubernetesVersion } from '@orrery/core/control';

/*
 * The scanning twin of the StatefulSet controller: what a pass wants done to pods and claims, said once more as upstream says it,
 * by going over the list of all pods and all claims each time. It shares no memory, no counts and no buckets with the controller.
 */

type Claim = Records['PersistentVolumeClaim'];

/** What the twin is told beside the set and the caches. */
export interface Circumstances {
  readonly current: string;
  readonly update: string;
  readonly now: number;
  readonly gates: FeatureGates;
  readonly version: KubernetesVersion;
}

/** One place of a set: its pod, or none yet, and the revision that it is, or would be, of. */
interface Place {
  readonly ordinal: number;
  readonly name: string;
  readonly pod: PodRecord | undefined;
  readonly revision: string;
}

class Stop extends Error {}

/** A pass over one set; `wanted` afterwards holds what it wants, in order. */
export class Twin {
  readonly wanted: string[] = [];
  readonly #set: StatefulSetRecord;
  readonly #view: View;
  readonly #given: Circumstances;
  readonly #pods: readonly PodRecord[];

  constructor(set: StatefulSetRecord, view: View, given: Circumstances) {
    this.#set = set;
    this.#view = view;
    this.#given = given;
    this.#pods = view.tables.Pod.toArray().filter((pod) => this.#isMine(pod));
  }

  /** Replicas, ready, available, current, updated. Source: computeReplicaStatus. */
  get counts(): readonly number[] {
    const { current, update } = this.#given;
    const places = this.#pods.filter((pod) => ordinalOf(pod) >= 0);
    const alive = (revision: string): number =>
      places.filter((pod) => !isTerminating(pod) && pod.meta.labels['controller-revision-hash'] === revision).length;
    const ready = places.filter(isRunningAndReady);
    const available = ready.filter((pod) => this.#available(pod));
    return [places.length, ready.length, available.length, alive(current), alive(update)];
  }

  /** Source: updateStatefulSet. */
  decide(): readonly string[] {
    if (isTerminating(this.#set)) return [];
    try {
      this.#pass();
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
    }
    return this.wanted;
  }

  #pass(): void {
    const { start, replicas, ordered, updateStrategy } = this.#set.spec;
    const places = Array.from({ length: replicas }, (_, index) => this.#place(start + index));
    const condemned = this.#pods
      .filter((pod) => ordinalOf(pod) >= 0 && (ordinalOf(pod) < start || ordinalOf(pod) >= start + replicas))
      .sort((a, b) => ordinalOf(b) - ordinalOf(a));
    const failing = { batch: Number.MAX_SAFE_INTEGER };
    places.forEach((place, index) => {
      if (ordered || batch(index) <= failing.batch) this.#process(place, index, failing);
    });
    if (failing.batch < Number.MAX_SAFE_INTEGER) return;
    for (const pod of condemned) this.#giveOwners(pod.meta.name, pod);
    const sick = [...condemned].reverse().find((pod) => !this.#healthy(pod));
    for (const pod of condemned) {
      if (isTerminating(pod)) {
        if (ordered) return;
        continue;
      }
      if (ordered && !(isRunningAndReady(pod) && this.#available(pod)) && pod !== sick) return;
      this.wanted.push(`delete ${pod.meta.name}`);
      if (ordered) return;
    }
    if (updateStrategy.type !== 'OnDelete') this.#roll(places);
  }

  /** Source: processReplica. */
  #process({ name, pod }: Place, index: number, failing: { batch: number }): void {
    const { ordered, whenScaled, claimTemplates } = this.#set.spec;
    const claims = claimTemplates.map((template) => `${textAt(template, 'metadata', 'name') ?? ''}-${name}`);
    const stop = (failed: boolean): void => {
      if (ordered) throw new Stop();
      if (failed) failing.batch = batch(index);
    };
    if (pod !== undefined && isTerminal(pod)) {
      if (!isTerminating(pod)) this.wanted.push(`delete ${name}`);
      return stop(false);
    }
    const known = claims.map((claim) => this.#view.tables.PersistentVolumeClaim.find(this.#set.meta.namespace, claim));
    const dying = known.some((claim) => claim !== undefined && isTerminating(claim));
    const makeClaims = (): void => {
      known.forEach((claim, at) => {
        if (claim === undefined) this.wanted.push(`create ${claims[at]}`);
      });
    };
    if (pod === undefined) {
      const stale = known.some((claim) => claim !== undefined && formerOwner(claim, 'Pod', name, ''));
      if (whenScaled === 'Delete' && stale) return stop(false);
      makeClaims();
      if (dying) return stop(true);
      this.wanted.push(`create ${name} ${this.#revisionFor(ordinalIn(name))}`);
      return stop(false);
    }
    if (pod.status.shape.phase === 'Pending') {
      makeClaims();
      if (dying) return stop(true);
      this.#giveOwners(name, pod);
    }
    if (ordered && (isTerminating(pod) || !isRunningAndReady(pod) || !this.#available(pod))) return stop(false);
    const mounts = this.#mounts(pod, claims);
    const before = this.wanted.length;
    if (pod.status.shape.phase !== 'Pending') {
      if (!mounts) makeClaims();
      this.#giveOwners(name, pod);
    }
    const labelled = pod.meta.labels['statefulset.kubernetes.io/pod-name'] === name;
    if (!labelled || !mounts || this.wanted.length > before) this.wanted.push(`update ${name}`);
  }

  #mounts(pod: PodRecord, claims: readonly string[]): boolean {
    const volumes = listAt(toObject(pod, 0), 'spec', 'volumes');
    return this.#set.spec.claimTemplates.every((template, at) =>
      volumes.some(
        (volume) =>
          textAt(volume, 'name') === textAt(template, 'metadata', 'name') &&
          textAt(volume, 'persistentVolumeClaim', 'claimName') === claims[at],
      ),
    );
  }

  /** Source: isClaimOwnerUpToDate. */
  #giveOwners(name: string, pod: PodRecord): void {
    const { spec, meta, uid } = this.#set;
    const [mine, its] = [uuidOf('StatefulSet', uid), uuidOf('Pod', pod.uid)];
    for (const template of spec.claimTemplates) {
      const called = `${textAt(template, 'metadata', 'name') ?? ''}-${name}`;
      const claim = this.#view.tables.PersistentVolumeClaim.find(meta.namespace, called);
      if (claim === undefined) continue;
      if (formerOwner(claim, 'StatefulSet', meta.name, mine) || formerOwner(claim, 'Pod', name, its)) continue;
      const owners = claim.meta.owners.filter((owner) => owner.uid === mine || owner.uid === its);
      const others = claim.meta.owners.filter((owner) => !owners.includes(owner));
      const policy = spec.whenDeleted === 'Delete' || spec.whenScaled === 'Delete';
      const foreign = policy && others.some(({ controller }) => controller);
      const away = ordinalOf(pod) < spec.start || ordinalOf(pod) >= spec.start + spec.replicas;
      const wanted = spec.whenScaled === 'Delete' && away ? its : spec.whenDeleted === 'Delete' ? mine : undefined;
      const right = (owner: OwnerReference | undefined): boolean => owner?.controller === true && owner.uid === wanted;
      const fits = wanted === undefined || foreign ? owners.length === 0 : owners.length === 1 && right(owners[0]);
      if (!fits) this.wanted.push(`own ${called}`);
    }
  }

  #roll(places: readonly Place[]): void {
    const { ordered, updateStrategy, replicas } = this.#set.spec;
    const { gates, version, update } = this.#given;
    const lowest = updateStrategy.partition;
    const down = (place: Place): boolean => place.pod === undefined || !this.#healthy(place.pod);
    const old = ({ revision, pod }: Place): boolean =>
      revision !== update && !(pod !== undefined && isTerminating(pod));
    const falling = places.map((place, index) => ({ place, index })).reverse();
    const most = Math.max(1, scaledValue(updateStrategy.maxUnavailable ?? 1, replicas, 'down'));
    const stop = ({ name }: Place): void => void this.wanted.push(`delete ${name}`);
    if (!gates.MaxUnavailableStatefulSet) {
      for (const { place, index } of falling) {
        if (index < lowest) return;
        if (old(place)) return stop(place);
        if (down(place)) return;
      }
      return;
    }
    const parallel137 = version === '1.37' && !ordered;
    let room = most - places.filter((place) => down(place) && !(parallel137 && old(place))).length;
    let first = parallel137 ? most : 0;
    for (const { place, index } of falling) {
      if (index < lowest || first === 0) break;
      if (!old(place) || !down(place)) continue;
      stop(place);
      first--;
      room--;
    }
    for (const { place, index } of falling) {
      if (index < lowest || room <= 0) return;
      if (!old(place) || (parallel137 && down(place))) continue;
      stop(place);
      room--;
    }
  }

  #place(ordinal: number): Place {
    const name = `${this.#set.meta.name}-${ordinal}`;
    const pod = this.#pods.find(({ meta }) => meta.name === name);
    const revision =
      pod === undefined ? this.#revisionFor(ordinal) : (pod.meta.labels['controller-revision-hash'] ?? '');
    return { ordinal, name, pod, revision };
  }

  /** Source: newVersionedStatefulSetPod. */
  #revisionFor(ordinal: number): string {
    const { spec, status } = this.#set;
    const { type, block, partition } = spec.updateStrategy;
    const kept = type === 'OnDelete' ? 0 : block ? partition : status.currentReplicas;
    return ordinal < spec.start + kept ? this.#given.current : this.#given.update;
  }

  #available(pod: PodRecord): boolean {
    return isAvailable(pod, this.#set.spec.minReadyUs, this.#given.now);
  }

  #healthy(pod: PodRecord): boolean {
    return isRunningAndReady(pod) && this.#available(pod) && !isTerminating(pod);
  }

  /** Claimed already, or an orphan that is adopted in the same pass. Source: ClaimPods. */
  #isMine(pod: PodRecord): boolean {
    const { meta, spec, uid } = this.#set;
    if (pod.meta.namespace !== meta.namespace || !selects(spec.selector, pod.meta.labels)) return false;
    if (pod.meta.name.replace(/-\d+$/, '') !== meta.name || pod.meta.name === meta.name) return false;
    const owner = controllerOf(pod.meta);
    if (owner !== undefined) return owner.uid === uuidOf('StatefulSet', uid);
    return !isTerminating(this.#set) && !isTerminating(pod);
  }
}

const ordinalIn = (name: string): number => Number(name.slice(name.lastIndexOf('-') + 1));

const ordinalOf = ({ meta }: PodRecord): number => {
  const digits = meta.name.slice(meta.name.lastIndexOf('-') + 1);
  return String(Number(digits)) === digits && Number(digits) < 2 ** 31 ? Number(digits) : -1;
};

const formerOwner = ({ meta }: Claim, kind: string, name: string, uid: string): boolean => {
  const owner = meta.owners.find((one) => one.kind === kind && one.name === name);
  return owner !== undefined && owner.uid !== uid;
};

/** Number of the slow-start batch of an index: 0, 1 1, 2 2 2 2, … */
const batch = (index: number): number => {
  const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 500];
  let rest = index;
  let at = 0;
  for (; rest >= (sizes[at] ?? 500); at++) rest -= sizes[at] ?? 500;
  return at;
};
