import { never, type Instant, type Json } from '@orrery/core/engine';
import { selects, type PodRecord, type ReplicaSetSpec, type Uid } from '@orrery/core/cluster';
import { classify, type PodVerdict } from './classify.ts';

const counted = ['active', 'terminating', 'labelled', 'ready', 'available'] as const;
type Counted = (typeof counted)[number];

/**
 * What the controller remembers of one ReplicaSet: a verdict for each of its pods and their counts. An event classifies one
 * pod again, however many there are.
 */
export class Replicas {
  readonly #spec: ReplicaSetSpec;
  readonly #verdicts = new Map<Uid, PodVerdict>();
  readonly #maturing = new Set<Uid>();
  /** Active pods that the selector does not select: they count for nothing and are to be let go. */
  readonly #strays = new Set<Uid>();
  readonly #counts: Record<Counted, number> = { active: 0, terminating: 0, labelled: 0, ready: 0, available: 0 };

  constructor(spec: ReplicaSetSpec) {
    this.#spec = spec;
  }

  /** Of labelled, ready and available pods only active ones count. */
  get counts(): Readonly<Record<Counted, number>> {
    return this.#counts;
  }

  put(pod: PodRecord, now: Instant): void {
    this.remove(pod.uid);
    const verdict = classify(pod, this.#spec, now);
    if (!selects(this.#spec.selector, pod.meta.labels)) {
      if (verdict.active) this.#strays.add(pod.uid);
      return;
    }
    this.#verdicts.set(pod.uid, verdict);
    if (verdict.until !== never) this.#maturing.add(pod.uid);
    this.#count(verdict, 1);
  }

  remove(pod: Uid): void {
    this.#strays.delete(pod);
    const verdict = this.#verdicts.get(pod);
    if (verdict === undefined) return;
    this.#verdicts.delete(pod);
    this.#maturing.delete(pod);
    this.#count(verdict, -1);
  }

  /** The active pods, in order of creation. Asked only when some are to go. */
  active(): readonly Uid[] {
    return [...this.#verdicts.keys()].filter((uid) => this.#verdicts.get(uid)?.active).sort((a, b) => a - b);
  }

  get strays(): readonly Uid[] {
    return this.#strays.size === 0 ? [] : [...this.#strays].sort((a, b) => a - b);
  }

  /** Classifies again what changes by the clock alone. */
  age(now: Instant, podOf: (uid: Uid) => PodRecord | undefined): void {
    for (const uid of [...this.#maturing]) {
      const pod = podOf(uid);
      if (pod !== undefined && (this.#verdicts.get(uid)?.until ?? never) <= now) this.put(pod, now);
    }
  }

  /** When the next pod becomes available by the clock alone. */
  nextChange(): Instant {
    let next = never;
    for (const uid of this.#maturing) next = Math.min(next, this.#verdicts.get(uid)?.until ?? never);
    return next;
  }

  toJson(): Json {
    const uids = [...this.#verdicts.keys()].sort((a, b) => a - b);
    return {
      pods: uids.map((uid) => {
        const { active = false, ready = false, available = false } = this.#verdicts.get(uid) ?? {};
        return [uid, active, ready, available];
      }),
      strays: this.strays,
      counts: { ...this.#counts },
    };
  }

  #count(verdict: PodVerdict, sign: 1 | -1): void {
    if (verdict.terminating) this.#counts.terminating += sign;
    if (!verdict.active) return;
    for (const one of counted) if (one !== 'terminating' && verdict[one]) this.#counts[one] += sign;
  }
}
