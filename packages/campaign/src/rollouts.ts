import type { Instant } from '@orrery/core/engine';
import { isObjectChange, toObject, type AnyRecord } from '@orrery/core/cluster';
import type { ClusterCore, Witnessed } from '@orrery/core/control';
import { rolloutView } from '@orrery/kubectl';

/** The most replicas of one workload that were missing at once. */
export interface Unavailability {
  /** `StatefulSet default/web`. */
  readonly workload: string;
  readonly replicas: number;
  readonly at: Instant;
}

/** What is remembered of a workload between two changes of it. */
interface Course {
  /** Since when a write of its spec has not been carried out; undefined: it has. */
  rollingSince: Instant | undefined;
  /** Replicas that it wanted when all of them were last there and no rollout was under way; -1: never yet. */
  settled: number;
}

type Workload = Extract<AnyRecord, { readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' }>;

const isWorkload = (record: AnyRecord | undefined): record is Workload =>
  record?.kind === 'Deployment' || record?.kind === 'StatefulSet' || record?.kind === 'DaemonSet';

const countsOf = (record: Workload): { readonly wanted: number; readonly available: number } =>
  record.kind === 'DaemonSet'
    ? { wanted: record.status.desiredNumberScheduled, available: record.status.numberAvailable }
    : { wanted: record.spec.replicas, available: record.status.availableReplicas };

/**
 * Watches how long rollouts take, and how many replicas are missing meanwhile, as far as the workloads' own status says.
 *
 * A rollout begins when a spec is written while none is under way, and is over when `kubectl rollout status` would say so. A
 * replica is missing when it is wanted, was there when the workload was last whole, and is not available: what is not there
 * yet, at the beginning or after scaling up, is not missing.
 */
export class Rollouts {
  readonly #core: ClusterCore;
  readonly #courses = new Map<number, Course>();
  #longestUs: number | undefined;
  #worst: Unavailability | undefined;

  constructor(core: ClusterCore) {
    this.#core = core;
    core.witness((witnessed) => this.#see(witnessed));
  }

  /** The longest rollout that was carried out; undefined when none was. */
  get longestUs(): number | undefined {
    return this.#longestUs;
  }

  /** The worst that any workload went through; undefined when none was ever complete. */
  get worst(): Unavailability | undefined {
    return this.#worst;
  }

  /** Workloads with a write of their spec that has not been carried out. */
  get unfinished(): number {
    return [...this.#courses.values()].filter(({ rollingSince }) => rollingSince !== undefined).length;
  }

  #see({ change, at }: Witnessed): void {
    if (change === undefined || !isObjectChange(change)) return;
    const { before, after } = change;
    if (!isWorkload(after)) {
      if (isWorkload(before)) this.#courses.delete(before.uid);
      return;
    }
    const course = this.#courses.get(after.uid) ?? { rollingSince: undefined, settled: -1 };
    this.#courses.set(after.uid, course);
    if (after.meta.generation !== before?.meta.generation) course.rollingSince ??= at;
    if (course.rollingSince !== undefined) this.#endRollout(after, course, course.rollingSince, at);
    this.#countMissing(after, course, at);
  }

  #endRollout(record: Workload, course: Course, since: Instant, at: Instant): void {
    const { done, error } = rolloutView(record.kind, toObject(record, this.#core.settings.epoch));
    if (!done || error === true) return;
    course.rollingSince = undefined;
    this.#longestUs = Math.max(this.#longestUs ?? 0, at - since);
  }

  #countMissing(record: Workload, course: Course, at: Instant): void {
    const { wanted, available } = countsOf(record);
    if (course.rollingSince === undefined && available >= wanted) course.settled = wanted;
    if (course.settled < 0) return;
    const replicas = Math.max(0, Math.min(wanted, course.settled) - available);
    if (this.#worst !== undefined && this.#worst.replicas >= replicas) return;
    const { namespace, name } = record.meta;
    this.#worst = { workload: `${record.kind} ${namespace}/${name}`, replicas, at };
  }
}
