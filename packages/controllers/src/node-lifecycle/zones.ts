import { never, second, type Duration, type Instant } from '@orrery/core/engine';
import type { Uid } from '@orrery/core/cluster';

/** NL-35: how a zone does. Source: ComputeZoneState. */
export type ZoneState = 'normal' | 'partial' | 'full';

/** How many nodes of a zone are Ready, and how many are not. */
export interface ZoneCount {
  readonly ready: number;
  readonly notReady: number;
}

/** From this share of its nodes on, and more than two, a zone is disrupted in part. Source: UnhealthyZoneThreshold. */
const unhealthyShare = 0.55;

/** Zones with more nodes than this go on slowly while they are disrupted in part, others stop. */
const largeZone = 50;

/** A node every so often; `never`: none. Source: NodeEvictionRate, SecondaryNodeEvictionRate. */
const usualUs: Duration = 10 * second;
const slowUs: Duration = 100 * second;

export const stateOf = ({ ready, notReady }: ZoneCount): ZoneState => {
  if (ready === 0 && notReady > 0) return 'full';
  return notReady > 2 && notReady / (notReady + ready) >= unhealthyShare ? 'partial' : 'normal';
};

export const periodOf = (state: ZoneState, { ready, notReady }: ZoneCount): Duration =>
  state === 'partial' ? (ready + notReady > largeZone ? slowUs : never) : usualUs;

/** Nodes of one zone that wait for an evicting taint, and how fast they get it: one at a time, at most one each period. */
export class Tainter {
  state: ZoneState | 'initial' = 'initial';
  #periodUs: Duration = usualUs;
  /** When the next node may be taken. */
  #freeAt: Instant = 0;
  readonly #queue: Uid[] = [];
  /** Nodes that wait or were taken; they do not come again before they are let go. */
  readonly #known = new Set<Uid>();

  add(node: Uid): void {
    if (this.#known.has(node)) return;
    this.#known.add(node);
    this.#queue.push(node);
  }

  letGo(node: Uid): void {
    if (!this.#known.delete(node)) return;
    const at = this.#queue.indexOf(node);
    if (at >= 0) this.#queue.splice(at, 1);
  }

  /** Puts a node back that was taken in vain. */
  putBack(node: Uid): void {
    if (this.#known.has(node) && !this.#queue.includes(node)) this.#queue.unshift(node);
  }

  /** When the next node can be taken; `never` without one, or in a zone that stands still. */
  get nextAt(): Instant {
    return this.#queue.length === 0 ? never : this.#freeAt;
  }

  /** The next node, if it may be taken now. */
  take(now: Instant): Uid | undefined {
    if (now < this.nextAt) return undefined;
    this.#freeAt = now + this.#periodUs;
    return this.#queue.shift();
  }

  /** Another rate from now on: a limiter that is empty stays so. Source: SwapLimiter. */
  setPeriod(periodUs: Duration, now: Instant): void {
    if (periodUs === this.#periodUs) return;
    const empty = now < this.#freeAt;
    this.#periodUs = periodUs;
    this.#freeAt = periodUs === never ? never : empty ? now + periodUs : now;
  }
}
