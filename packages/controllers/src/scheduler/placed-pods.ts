import type { Json } from '@orrery/core/engine';
import type { PodRecord, Uid, View } from '@orrery/core/cluster';
import { UidIndex } from '@orrery/core/control';
import { requiredTerms, speaksOfOthers } from './pod-term.ts';

/** Pods that have a node, as far as it matters to others which: by namespace, and those that keep others away. */
export class PlacedPods {
  readonly #byNamespace = new UidIndex();
  readonly #repelling = new Set<Uid>();
  readonly #opinionated = new Set<Uid>();

  put(pod: PodRecord): void {
    this.#byNamespace.add(pod.meta.namespace, pod.uid);
    if (requiredTerms(pod, 'podAntiAffinity').length > 0) this.#repelling.add(pod.uid);
    if (speaksOfOthers(pod)) this.#opinionated.add(pod.uid);
  }

  remove(pod: PodRecord): void {
    this.#byNamespace.delete(pod.meta.namespace, pod.uid);
    this.#repelling.delete(pod.uid);
    this.#opinionated.delete(pod.uid);
  }

  /** How many pods there are that say who else may be near them. */
  get opinionated(): number {
    return this.#opinionated.size;
  }

  /** Pods of a namespace. */
  in(namespace: string, { tables }: View): readonly PodRecord[] {
    return this.#byNamespace.of(namespace).flatMap((uid) => tables.Pod.get(uid) ?? []);
  }

  /** Pods with required anti-affinity. */
  repelling({ tables }: View): readonly PodRecord[] {
    return [...this.#repelling].flatMap((uid) => tables.Pod.get(uid) ?? []);
  }

  toJson(): Json {
    return { byNamespace: this.#byNamespace.toJson(), repelling: [...this.#repelling].sort((a, b) => a - b) };
  }
}
