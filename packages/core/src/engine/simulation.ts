import type { Choices } from './choices.ts';
import type { Fact } from './event-schema.ts';
import type { Instant } from './instant.ts';
import type { Log } from './log.ts';
import { Timeline } from './timeline.ts';

/** The state that events are folded into, and the only way to write it. */
export interface Folding<Event extends Fact, Change> {
  /** Folds one recorded event; gives what watchers will be shown, or undefined when nobody can see it. */
  evolve(event: Event, position: number, at: Instant): Change | undefined;
  /** What a change is about. Left out: everybody hears of everything. */
  topicOf?(change: Change): string;
}

/** Something with streams of notices of its own. It acts only when one of them is taken or a change is delivered. */
export interface Participant<Change> {
  /**
   * A change has just been folded whose topic it listens to; called in registration order, at the instant of the change,
   * before any other notice.
   */
  deliver(change: Change, position: number): void;
  /** One of its notices was taken. `stream` counts from 0 within the participant. */
  notice(stream: number, token: number): void;
}

/**
 * Order of notices due at the same instant: what was delivered comes before what works on it, users come late, and what
 * came in from outside of the run comes last, when everything else at that instant is done.
 */
export const priority = { delivery: 0, timer: 1, work: 2, fault: 3, user: 4, input: 5 } as const;

/** How many streams one participant may have, as a number of bits: a stream's target is participant · 4096 + stream. */
const streamBits = 12;
const streamMask = (1 << streamBits) - 1;

/** After so many changes at once the lists of those to be delivered are made anew. */
const usualBurst = 1024;

/** So many notices at one instant, and so many for each event of the log, are no burst any more. */
const stallLimit = 1_000_000;
const stallPerEvent = 50;

const stall = (now: Instant): string =>
  `time stands still at ${now} µs: more than ${stallLimit} notices were taken there and hardly an event was recorded. ` +
  'Usual cause: a participant that schedules itself anew with no delay and without getting anything done.';

/**
 * The simulate driver: takes the earliest notice, lets its owner act, and delivers what was recorded to everybody who
 * listens before the next notice is taken. Virtual time moves only here.
 */
export class Simulation<Event extends Fact, Change> {
  readonly log: Log<Event>;
  readonly choices: Choices;
  readonly timeline = new Timeline();
  readonly #folding: Folding<Event, Change>;
  readonly #participants: Participant<Change>[] = [];
  /** What each of them listens to; undefined: everything. */
  readonly #topics: (readonly string[] | undefined)[] = [];
  /** Who hears of a topic, in order of registration: found once. */
  readonly #audiences = new Map<string, readonly Participant<Change>[]>();
  /** Recorded but not yet delivered, in order: so many, in lists that are used again and again. */
  #undelivered = 0;
  readonly #changes: Change[] = [];
  readonly #positions: number[] = [];
  #delivering = false;
  #now: Instant = 0;
  #notices = 0;
  /** Notices taken since time last moved. */
  #stalled = 0;
  /** When exploring, notices due within this many microseconds of the first may overtake it. */
  readonly #slackUs: number;
  readonly #inline: boolean;
  /** The notice scheduled last, not yet on the timeline: if it is also the next one due, it never goes there. */
  readonly #latest = { held: false, at: 0, rank: 0, target: 0, token: 0, periodic: false };

  /** `inline: false` sends every notice through the timeline's heap; the run is the same, as a property shows. */
  constructor(
    log: Log<Event>,
    folding: Folding<Event, Change>,
    choices: Choices,
    { slackUs = 0, inline = true }: { readonly slackUs?: number; readonly inline?: boolean } = {},
  ) {
    this.log = log;
    this.#folding = folding;
    this.choices = choices;
    this.#slackUs = slackUs;
    this.#inline = inline && !choices.exploring;
  }

  get now(): Instant {
    return this.#now;
  }

  /** How many notices have been taken. */
  get notices(): number {
    return this.#notices;
  }

  /** Registers a participant that hears of these topics, or of all; its number is what `schedule` wants. */
  register(participant: Participant<Change>, topics?: readonly string[]): number {
    this.#topics.push(topics);
    this.#audiences.clear();
    return this.#participants.push(participant) - 1;
  }

  #audienceOf(change: Change): readonly Participant<Change>[] {
    const topic = this.#folding.topicOf?.(change);
    if (topic === undefined) return this.#participants;
    let audience = this.#audiences.get(topic);
    if (audience === undefined) {
      audience = this.#participants.filter((_, i) => this.#topics[i]?.includes(topic) ?? true);
      this.#audiences.set(topic, audience);
    }
    return audience;
  }

  /** Puts a notice for a participant's stream on the timeline. Periodic ones do not keep a run going. */
  schedule(participant: number, stream: number, at: Instant, rank: number, token: number, periodic = false): void {
    this.#file();
    const latest = this.#latest;
    latest.held = true;
    latest.at = at < this.#now ? this.#now : at;
    latest.rank = rank;
    latest.target = (participant << streamBits) | stream;
    latest.token = token;
    latest.periodic = periodic;
    if (!this.#inline) this.#file();
  }

  /** How many notices are due that are not periodic: while there are some, a run goes on. */
  get foreground(): number {
    return this.timeline.foreground + (this.#latest.held && !this.#latest.periodic ? 1 : 0);
  }

  /** When the next notice is due; `never` when there is none. */
  get dueAt(): Instant {
    const filed = this.timeline.peekAt();
    return this.#latest.held && this.#latest.at < filed ? this.#latest.at : filed;
  }

  /** Puts the notice scheduled last on the timeline. It has the highest sequence there, as its place among equals wants. */
  #file(): void {
    const latest = this.#latest;
    if (!latest.held) return;
    latest.held = false;
    this.timeline.schedule(latest.at, latest.rank, latest.target, latest.token, latest.periodic);
  }

  /** Records an event: appended, folded, and queued for delivery. Gives its position. */
  record(event: Event, actor: number, cause: number): number {
    const position = this.log.append(event, this.#now, actor, cause);
    const change = this.#folding.evolve(event, position, this.#now);
    if (change !== undefined) {
      this.#changes[this.#undelivered] = change;
      this.#positions[this.#undelivered++] = position;
    }
    return position;
  }

  /** Delivers everything recorded so far, including what the deliveries themselves record. */
  deliver(): void {
    if (this.#delivering || this.#undelivered === 0) return;
    this.#delivering = true;
    for (let i = 0; i < this.#undelivered; i++) {
      const change = this.#changes[i] as Change; // below the count
      const position = this.#positions[i] as number;
      for (const participant of this.#audienceOf(change)) participant.deliver(change, position);
    }
    // What a burst left behind is let go.
    if (this.#undelivered > usualBurst) this.#changes.length = this.#positions.length = 0;
    this.#undelivered = 0;
    this.#delivering = false;
  }

  /** Takes one notice, if any is left that is due by `until`. */
  step(until: Instant): boolean {
    const latest = this.#latest;
    const inline = latest.held && this.timeline.precedesTop(latest.at, latest.rank);
    if (!((inline ? latest.at : this.timeline.peekAt()) <= until)) return false;
    if (inline) latest.held = false;
    else if (!this.#take()) return false;
    const { at, target, token } = inline ? latest : this.timeline.taken;
    if (at > this.#now) this.#begin(at);
    else this.#stalled++;
    if (this.#stalled > stallLimit && this.#stalled > stallPerEvent * this.log.length)
      throw new Error(stall(this.#now));
    this.#notices++;
    this.#participants[target >> streamBits]?.notice(target & streamMask, token);
    this.deliver();
    return true;
  }

  #begin(at: Instant): void {
    this.#now = at;
    this.#stalled = 0;
  }

  /** Moves the clock on with nothing happening; `at` must not lie beyond the next notice. */
  advanceTo(at: Instant): void {
    if (at > this.#now) this.#now = at;
  }

  #take(): boolean {
    const latest = this.#latest;
    if (latest.held) {
      // Never when exploring: there all go to the timeline at once.
      latest.held = false;
      this.timeline.exchange(latest.at, latest.rank, latest.target, latest.token, latest.periodic);
      return true;
    }
    if (!this.choices.exploring) return this.timeline.take();
    const heads = this.timeline.heads(this.#slackUs);
    if (heads.length < 2) return this.timeline.take();
    const picked = heads[this.choices.choose('next-notice', heads.length)];
    return picked === undefined ? this.timeline.take() : this.timeline.takeSequence(picked.sequence);
  }
}
