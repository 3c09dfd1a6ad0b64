import type { Json } from '@orrery/core/engine';
import { controllerOf, isTerminating, type PodRecord, type Uid } from '@orrery/core/cluster';
import { UidIndex } from '@orrery/core/control';

/** What a pod adds to the counts of its budget. */
interface Share {
  readonly healthy: boolean;
  /** Uid of its controller; empty: it has none. */
  readonly controller: string;
}

/** A pod is healthy while it is Ready and not on its way out. */
export const isHealthy = (pod: PodRecord): boolean => pod.status.shape.ready && !isTerminating(pod);

const shareOf = (pod: PodRecord): Share => ({
  healthy: isHealthy(pod),
  controller: controllerOf(pod.meta)?.uid ?? '',
});

/** The pods that one budget selects, counted as they come, change and go. */
export class Members {
  readonly #shares = new Map<Uid, Share>();
  readonly #byController = new UidIndex();
  readonly #controllers = new Map<string, number>();
  #healthy = 0;

  get size(): number {
    return this.#shares.size;
  }

  /** Healthy pods, those among them that are being evicted included. */
  get healthy(): number {
    return this.#healthy;
  }

  has(pod: Uid): boolean {
    return this.#shares.has(pod);
  }

  /** Uids of the pods' controllers in order of text; the empty text stands for none. */
  get controllers(): readonly string[] {
    return [...this.#controllers.keys()].sort();
  }

  /** The oldest pod of a controller. */
  oldest(controller: string): Uid | undefined {
    return this.#byController.of(controller)[0];
  }

  put(pod: PodRecord): void {
    this.remove(pod.uid);
    const share = shareOf(pod);
    this.#shares.set(pod.uid, share);
    this.#byController.add(share.controller, pod.uid);
    this.#controllers.set(share.controller, (this.#controllers.get(share.controller) ?? 0) + 1);
    if (share.healthy) this.#healthy++;
  }

  remove(pod: Uid): void {
    const share = this.#shares.get(pod);
    if (share === undefined) return;
    this.#shares.delete(pod);
    this.#byController.delete(share.controller, pod);
    const left = (this.#controllers.get(share.controller) ?? 0) - 1;
    if (left === 0) this.#controllers.delete(share.controller);
    else this.#controllers.set(share.controller, left);
    if (share.healthy) this.#healthy--;
  }

  /** The same for equal members, whatever way they came about. */
  toJson(): Json {
    return {
      pods: [...this.#shares.keys()].sort((a, b) => a - b),
      healthy: this.#healthy,
      controllers: Object.fromEntries(this.controllers.map((uid) => [uid, this.#controllers.get(uid) ?? 0])),
    };
  }
}
