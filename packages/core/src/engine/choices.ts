import { menu, sample, type Distribution } from './distribution.ts';
import { never, type Duration } from './instant.ts';
import { drawBelow, drawUint32, streamKey, type StreamKey } from './randomness.ts';

/** A choice that a run takes otherwise than by default: at the choice point number `step` (from 0), take alternative `pick`. */
export interface Deviation {
  readonly step: number;
  readonly pick: number;
}

/** A choice point that was reached with more than one alternative; what a search deviates from. */
export interface ChoicePoint {
  readonly step: number;
  readonly site: ChoiceSite;
  readonly alternatives: number;
  readonly picked: number;
}

/** Where a run may go more than one way. */
export type ChoiceSite = 'next-notice' | 'delay';

/** How far a held delay is put off: it falls due when nothing else is left, or never within a bounded run. */
const heldForUs = 3_600_000_000;

/**
 * Every discrete decision (`choose`) and every random number (`draw…`) of a run. Neither is called when there is one outcome.
 * Draws are counter-based on (purpose, entity, incarnation, n): adding a draw moves no other.
 */
export class Choices {
  readonly #seed: number;
  readonly #deviations: ReadonlyMap<number, number>;
  readonly #keys = new Map<string, StreamKey>();
  readonly #exploring: boolean;
  readonly #points: ChoicePoint[] = [];
  #steps = 0;

  /** `exploring` makes delays choice points and remembers every point passed. */
  constructor(seed: number, deviations: readonly Deviation[] = [], exploring = false) {
    this.#seed = seed;
    this.#exploring = exploring;
    this.#deviations = new Map(deviations.map(({ step, pick }) => [step, pick]));
  }

  get exploring(): boolean {
    return this.#exploring;
  }

  /** The choice points passed so far, when exploring. */
  get points(): readonly ChoicePoint[] {
    return this.#points;
  }

  /** One of 0 … alternatives − 1; 0 unless the run deviates here. */
  choose(site: ChoiceSite, alternatives: number): number {
    const step = this.#steps++;
    const picked = Math.min(this.#deviations.get(step) ?? 0, alternatives - 1);
    if (this.#exploring) this.#points.push({ step, site, alternatives, picked });
    return picked;
  }

  /** A delay: from the distribution by seed, or, when exploring, typical by default with min, max and held as deviations. */
  delay(purpose: string, entity: number, incarnation: number, n: number, distribution: Distribution): Duration {
    const [first] = distribution;
    if (distribution.length === 1 && first !== undefined) return first.valueUs;
    if (!this.#exploring) return sample(distribution, this.uint32(purpose, entity, incarnation, n));
    const { min, typical, max } = menu(distribution);
    if (min === max) return min;
    const options = [...new Set([typical, min, max, heldForUs])];
    return options[this.choose('delay', options.length)] ?? never;
  }

  uint32(purpose: string, entity: number, incarnation: number, n: number): number {
    return drawUint32(this.#key(purpose), entity, incarnation, n);
  }

  /** A whole number in 0 … bound − 1. */
  below(purpose: string, entity: number, incarnation: number, n: number, bound: number): number {
    return bound <= 1 ? 0 : drawBelow(this.#key(purpose), entity, incarnation, n, bound);
  }

  #key(purpose: string): StreamKey {
    let key = this.#keys.get(purpose);
    if (key === undefined) {
      const [componentClass = purpose, ...rest] = purpose.split('/');
      key = streamKey(this.#seed, componentClass, rest.join('/'));
      this.#keys.set(purpose, key);
    }
    return key;
  }
}
