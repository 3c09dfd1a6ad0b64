import { hour, never, second, type Duration, type Instant } from '@orrery/core/engine';
import type { Player } from '@orrery/scenario';

/** How virtual time goes: so many times as fast as the wall clock, as fast as it can be computed, or not at all. */
export type Speed = number | 'asap' | 'paused';

/** Milliseconds of a clock that never goes back. */
export type WallClock = () => number;

/** What a run of the clock to some instant ends with. */
export type Reached = 'reached' | 'held' | 'cancelled';

/** A run at full speed, whatever the speed is otherwise. */
interface Errand {
  readonly until: Instant;
  readonly holds: () => boolean;
  readonly done: (how: Reached) => void;
}

/** At `asap` time goes on this long after the last input even if something never settles, such as a container that crashes for ever. */
const settlingUs: Duration = hour;

/** However many writes come in a row, at `asap` time is not held longer than this. Milliseconds. */
const mostHeldMs = 1000;

/** Steps between two looks at the wall clock. */
const stepsPerLook = 64;

/**
 * Winds a cluster: makes virtual time follow the wall clock at a speed. It works in short turns, so that whoever serves the cluster
 * can answer in between, and it never schedules anything: the run is the same whoever winds it and when.
 */
export class Clock {
  #player: Player;
  readonly #wall: WallClock;
  #speed: Speed;
  /** Where virtual time stood when the speed was last set, and what the wall clock said. */
  #anchor: { readonly at: Instant; readonly wall: number };
  #settleBy: Instant;
  #errands: Errand[] = [];
  readonly #graceMs: number;
  /** At `asap`: since when and until when, on the wall clock, time waits for what a client does next. */
  #held = { since: -Infinity, until: -Infinity };

  /**
   * `graceMs`: at `asap` time waits so long after each input. Clients write first and look afterwards: kubectl deletes a pod, reads
   * it, and only then watches, and would wait for ever if a successor of the same name were there by then.
   */
  constructor(player: Player, speed: Speed, wall: WallClock, graceMs = 0) {
    this.#graceMs = graceMs;
    this.#player = player;
    this.#wall = wall;
    this.#speed = speed;
    this.#anchor = { at: player.cluster.now, wall: wall() };
    this.#settleBy = player.cluster.now + settlingUs;
  }

  get speed(): Speed {
    return this.#speed;
  }

  get now(): Instant {
    return this.#player.cluster.now;
  }

  /** From now on at this speed. */
  setSpeed(speed: Speed): void {
    this.#speed = speed;
    this.#reset();
  }

  /** Winds another run from now on; what was to be reached in the old one never is. */
  wind(player: Player): void {
    for (const { done } of this.#errands) done('cancelled');
    this.#errands = [];
    this.#player = player;
    this.#reset();
  }

  /** Goes to an instant, or until something holds, at full speed. */
  runUntil(until: Instant, holds: () => boolean = () => false): Promise<Reached> {
    if (until <= this.now) {
      this.finishInstant();
      return Promise.resolve(holds() ? 'held' : 'reached');
    }
    return new Promise((done) => {
      this.#errands.push({ until, holds, done });
    });
  }

  /** Goes through the next so many instants at which something is due. */
  step(instants: number): void {
    const { simulation } = this.#player.cluster.core;
    for (let i = 0; i < instants && simulation.dueAt !== never; i++) this.#player.runUntil(simulation.dueAt);
    this.#reset();
  }

  /** Something came in from outside: what follows from it may take its time. */
  stirred(): void {
    this.#settleBy = this.now + settlingUs;
  }

  /** A client has done something, and may do the next thing at once. */
  hold(): void {
    const wall = this.#wall();
    const since = wall < this.#held.until ? this.#held.since : wall;
    this.#held = { since, until: Math.min(wall + this.#graceMs, since + mostHeldMs) };
  }

  /** Finishes what is due at this very instant: inputs come at its end. */
  finishInstant(): void {
    this.#player.runUntil(this.now);
  }

  /** Works for at most so many milliseconds; true when more is to be done at once. */
  turn(budgetMs: number): boolean {
    this.#settleErrands();
    const until = this.#target();
    if (until <= this.now && this.#speed !== 'asap' && this.#errands.length === 0) return false;
    if (this.#speed === 'asap' && this.#errands.length === 0 && this.#wall() < this.#held.until) return false;
    const deadline = this.#wall() + budgetMs;
    do {
      for (let i = 0; i < stepsPerLook; i++) {
        if (this.#atRest() || !this.#player.stepUntil(until)) return this.#arrived(until);
        if (this.#errands.length > 0 && this.#settleErrands()) return true;
      }
    } while (this.#wall() < deadline);
    return true;
  }

  /** Milliseconds until there may be something to do. */
  get idleMs(): number {
    if (this.#speed === 'paused' || this.#speed === 'asap') return never;
    const next = this.#player.cluster.core.simulation.dueAt;
    if (next === never) return never;
    return Math.max(0, ((next - this.#anchor.at) / second / this.#speed) * 1000 - (this.#wall() - this.#anchor.wall));
  }

  /** Up to where virtual time may go by now. */
  #target(): Instant {
    const errand = this.#errands.reduce((least, { until }) => Math.min(least, until), never);
    if (this.#errands.length > 0) return errand;
    if (this.#speed === 'paused') return this.now;
    if (this.#speed === 'asap') return this.#settleBy;
    return Math.floor(this.#anchor.at + (this.#wall() - this.#anchor.wall) * 1000 * this.#speed);
  }

  /** At `asap` time stands still when nothing but periodic notices is due. */
  #atRest(): boolean {
    if (this.#speed !== 'asap' || this.#errands.length > 0) return false;
    return this.#player.idle;
  }

  #arrived(until: Instant): boolean {
    if (!this.#atRest() && until !== never && (this.#speed !== 'asap' || this.#errands.length > 0))
      this.#player.runUntil(until);
    return this.#settleErrands();
  }

  /** Ends the errands that have come to their end; true when one has. */
  #settleErrands(): boolean {
    const over = this.#errands.filter((errand) => errand.holds() || errand.until <= this.now);
    if (over.length === 0) return false;
    this.#errands = this.#errands.filter((errand) => !over.includes(errand));
    for (const errand of over) errand.done(errand.holds() ? 'held' : 'reached');
    if (this.#errands.length === 0) this.#reset();
    return true;
  }

  #reset(): void {
    this.#anchor = { at: this.now, wall: this.#wall() };
    this.stirred();
  }
}
