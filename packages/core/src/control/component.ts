import * as E from 'fp-ts/lib/Either.js';
import { priority, type Distribution, type Duration, type Instant, type Participant } from '../engine/index.ts';
import { hostChange, kindNames, objectChange, type Change } from '../cluster/index.ts';
import type { Command } from '../api/index.ts';
import { BackOff } from './back-off.ts';
import type { Answer, Controller, Handover, Observing, Plan, Planning, Queue, Step, Watched } from './controller.ts';
import { Expectations } from './expectations.ts';
import type { ClusterCore } from './cluster-core.ts';
import { Informer } from './informer.ts';
import { isRequest } from './is-request.ts';
import { Lanes } from './lanes.ts';
import { Recorder } from './recorder.ts';
import { observing, planning } from './surroundings.ts';
import { answer as takeIn, conclude, start, Sync } from './sync.ts';
import { TokenBucket } from './token-bucket.ts';
import { TransientMap } from './transient-map.ts';

/** Streams of a component: delayed keys, resync, one for each lagging kind, then its workers. */
const delayedStream = 0;
const resyncStream = 1;
const firstLagStream = 2;
const firstWorkerStream = 32;
const workerStreams = 4000;

/** First and longest back-off of controllers' own keys. Source: daemon.go, failedPodsBackoff. */
const ownBackOffUs: Duration = 1_000_000;
const ownBackOffMaxUs: Duration = 900_000_000;

/** When a key that waits is queued, and whether that is no reason for a run to go on. */
interface Delayed {
  readonly at: Instant;
  readonly periodic: boolean;
}

/**
 * A running component: a controller with what the world adds to it – informers that lag, a work queue, workers that make one
 * request after another, a client that is rate limited, retries with back-off, and crashes that lose all of that.
 */
export class Component<Memory, Draft = undefined> implements Participant<Change> {
  readonly controller: Controller<Memory, Draft>;
  readonly #core: ClusterCore;
  readonly #actor: number;
  readonly #participant: number;
  readonly #informer: Informer;
  readonly #watched: ReadonlySet<Watched>;
  readonly #queue: Lanes;
  readonly #delayed = new TransientMap<Delayed>();
  readonly #syncs = new TransientMap<Sync>();
  readonly #expectations = new Expectations();
  readonly #backOff = new BackOff(ownBackOffUs, ownBackOffMaxUs);
  readonly #recorder = new Recorder();
  // The controller's own, each in a place of the component: controllers differ in form, and to look there would cost a search each time.
  readonly #observing: Controller<Memory, Draft>['observe'];
  readonly #planOf: Controller<Memory, Draft>['plan'];
  readonly #reacting: Controller<Memory, Draft>['react'];
  readonly #concluding: Controller<Memory, Draft>['conclude'];
  readonly #cachesOwnWrites: boolean;
  readonly #workers: number;
  readonly #live: Observing;
  readonly #listing: Observing;
  readonly #planning: Planning;
  #limiter: TokenBucket | undefined;
  #memory: Memory;
  #running = true;
  /** Position of the event being observed: the cause of the keys it queues. */
  #cause = 0;

  constructor(core: ClusterCore, controller: Controller<Memory, Draft>, lags: ReadonlyMap<Watched, Distribution>) {
    this.#core = core;
    this.controller = controller;
    this.#observing = controller.observe;
    this.#planOf = controller.plan;
    this.#reacting = controller.react;
    this.#concluding = controller.conclude;
    this.#cachesOwnWrites = controller.cachesOwnWrites === true;
    this.#workers = controller.workers;
    this.#actor = core.actor(controller.name);
    this.#participant = core.simulation.register(this, controller.watches);
    this.#informer = new Informer(core.state, core.keys, lags);
    this.#watched = new Set(controller.watches);
    this.#queue = new Lanes(controller.lanes);
    const own = {
      view: this.#informer.view,
      expectations: this.#expectations,
      backOff: this.#backOff,
      queue: this.#keys,
    };
    this.#live = observing(core, own, true);
    this.#listing = observing(core, own, false);
    this.#planning = planning(core, own);
    this.#memory = controller.emptyMemory();
    this.#limiter = this.#newLimiter();
    if (controller.resync !== undefined) this.#scheduleResync(controller.resync.everyUs);
  }

  /** What the controller remembers now. */
  get memory(): Memory {
    return this.#memory;
  }

  /** The caches as the component sees them. */
  get view(): Informer['view'] {
    return this.#informer.view;
  }

  /** Is it neither working on anything nor about to? Keys that wait for a delay do not count. */
  get idle(): boolean {
    return this.#queue.length === 0 && this.#syncs.size === 0;
  }

  deliver(change: Change, position: number): void {
    if (!this.#running) return;
    const stream = this.#informer.streamOf(change.kind);
    if (stream === undefined) this.#observe(change, position, true);
    else if (this.#informer.hold(stream, change, position, this.#deliveryAt(stream, position)))
      this.#scheduleDelivery(stream);
  }

  notice(stream: number, token: number): void {
    if (!this.#running) return;
    if (stream >= firstWorkerStream) this.#work(token);
    else if (stream >= firstLagStream) this.#release(stream - firstLagStream);
    else if (stream === delayedStream) this.#delayIsOver(token);
    else this.#resync();
  }

  /** The process dies: memory, queue, expectations and everything under way are lost. */
  crash(): void {
    this.#running = false;
    this.#queue.clear();
    this.#syncs.clear();
    this.#delayed.clear();
    this.#expectations.clear();
    this.#backOff.clear();
    this.#recorder.clear();
    this.#memory = this.controller.emptyMemory();
  }

  /** The process comes back: it lists everything anew and starts from that. */
  restart(cause: number): void {
    if (this.#running) this.crash();
    this.#running = true;
    this.#limiter = this.#newLimiter();
    this.#informer.relist();
    for (const kind of kindNames) {
      if (!this.#watched.has(kind)) continue;
      for (const record of this.#informer.view.tables[kind].toArray())
        this.#observe(objectChange(undefined, record), cause, false);
    }
    if (this.#watched.has('Sandbox'))
      this.#core.state.physical.forEachSandbox((after) =>
        this.#observe({ kind: 'Sandbox', before: undefined, after }, cause, false),
      );
    if (this.#watched.has('Host'))
      this.#core.state.physical.forEachTroubledHost((node, { powered, connected, kubelet, fresh }) => {
        const change = hostChange(node, false, {
          ...(powered ? {} : { power: 'off' }),
          ...(connected ? {} : { network: 'cut' }),
          ...(kubelet ? {} : { kubelet: 'stopped' }),
          ...(fresh ? {} : { lists: 'held' }),
        });
        this.#observe(change, cause, false);
      });
    if (this.controller.resync !== undefined) this.#scheduleResync(this.controller.resync.everyUs);
  }

  /** The memory that the caches would give if they were listed now; equal to `memory` by law. */
  rebuiltMemory(): Memory {
    const memory = this.controller.emptyMemory();
    const queue: Queue = { add: () => undefined, addAfter: () => undefined };
    const observing = { ...this.#listing, queue, expectations: new Expectations() };
    for (const kind of kindNames) {
      if (!this.#watched.has(kind)) continue;
      for (const record of this.#informer.view.tables[kind].toArray())
        this.controller.observe(memory, objectChange(undefined, record), observing);
    }
    return memory;
  }

  // --- being shown things -------------------------------------------------------------------------------------------

  readonly #keys: Queue = {
    add: (key) => {
      this.#queue.of(key).add(key, this.#cause);
      this.#dispatch();
    },
    addAfter: (key, delayUs) => this.#addAfter(key, delayUs),
  };

  #observe(change: Change, position: number, live: boolean): void {
    this.#cause = position;
    this.#observing(this.#memory, change, live ? this.#live : this.#listing);
    this.#cause = 0;
  }

  #release(stream: number): void {
    const now = this.#core.simulation.now;
    for (let due = this.#informer.dueAt(stream); due !== undefined && due <= now; due = this.#informer.dueAt(stream)) {
      const next = this.#informer.release(stream);
      if (next !== undefined) this.#observe(next.change, next.position, true);
      if (this.#core.simulation.choices.exploring) break; // each delivery is a step of its own in a search
    }
    this.#scheduleDelivery(stream);
  }

  #deliveryAt(stream: number, position: number): Instant {
    const { simulation } = this.#core;
    const lag = this.#informer.lagOf(stream);
    return simulation.now + simulation.choices.delay(`${this.controller.name}/watch`, stream, position, 0, lag);
  }

  #scheduleDelivery(stream: number): void {
    const due = this.#informer.dueAt(stream);
    if (due !== undefined) this.#schedule(firstLagStream + stream, due, priority.delivery, 0);
  }

  // --- keys ---------------------------------------------------------------------------------------------------------

  #addAfter(key: number, delayUs: Duration, periodic = false): void {
    const at = this.#core.simulation.now + delayUs;
    if (delayUs <= 0) {
      this.#queue.of(key).add(key, this.#cause);
      this.#dispatch();
      return;
    }
    const waiting = this.#delayed.get(key);
    if (waiting !== undefined && waiting.at <= at && (periodic || !waiting.periodic)) return;
    // One that comes earlier and is periodic stands; the notice of the later one keeps the run going until then.
    if (waiting === undefined || at < waiting.at) this.#delayed.set(key, { at, periodic });
    this.#core.simulation.schedule(this.#participant, delayedStream, at, priority.timer, key, periodic);
  }

  #delayIsOver(key: number): void {
    const due = this.#delayed.get(key);
    if (due === undefined || due.at > this.#core.simulation.now) return; // replaced by an earlier one, or lost in a crash
    this.#delayed.delete(key);
    this.#queue.of(key).add(key, 0);
    this.#dispatch();
  }

  #scheduleResync(everyUs: Duration): void {
    const at = this.#core.simulation.now + everyUs;
    this.#core.simulation.schedule(this.#participant, resyncStream, at, priority.timer, 0, true);
  }

  #resync(): void {
    const { resync } = this.controller;
    if (resync === undefined) return;
    for (const key of resync.keys(this.#memory)) this.#queue.of(key).add(key, 0);
    this.#scheduleResync(resync.everyUs);
    this.#dispatch();
  }

  // --- workers ------------------------------------------------------------------------------------------------------

  #dispatch(): void {
    for (;;) {
      const next = this.#queue.take(this.#workers);
      if (next === undefined) return;
      const { now } = this.#core.simulation;
      this.#syncs.set(next.key, new Sync(next.key, next.cause, now));
      this.#scheduleWork(next.key, now);
    }
  }

  #scheduleWork(key: number, at: Instant): void {
    this.#schedule(firstWorkerStream + (key % workerStreams), at, priority.work, key);
  }

  /** Goes on with the sync of a key until it has to wait: for an answer, for its client, or because it is done. */
  #work(key: number): void {
    const sync = this.#syncs.get(key);
    const { now } = this.#core.simulation;
    if (sync === undefined || sync.dueAt > now) return; // lost in a crash, or a notice from before one
    if (!sync.started) start(sync, this.#plan(key));
    for (;;) {
      const step = sync.steps[sync.next];
      if (step === undefined) {
        if (sync.concluded || this.#concluding === undefined) return this.#finish(sync);
        // The draft came out of this controller's own plan.
        const outcome = { draft: sync.draft as Draft | undefined, done: sync.done, failure: sync.failure };
        const plan = this.#concluding(this.#memory, key, outcome, this.#planning);
        this.#decided(key, plan.steps);
        this.#handOver(plan.others);
        conclude(sync, plan);
        continue;
      }
      if (step.delayUs !== undefined && !sync.delayed) {
        sync.delayed = true;
        return this.#pause(sync, now + step.delayUs);
      }
      const waits = step.awaited ?? isRequest(step.command);
      const waitUs = waits && !sync.paid ? (this.#limiter?.reserve(now) ?? 0) : 0;
      if (waitUs > 0) {
        sync.paid = true;
        return this.#pause(sync, now + waitUs);
      }
      this.#take(sync, step);
      if (waits) return this.#pause(sync, now + this.#roundTrip(sync));
    }
  }

  #plan(key: number): Plan<Draft> {
    const plan = this.#planOf(this.#memory, key, this.#planning);
    this.#decided(key, plan.steps);
    this.#handOver(plan.others);
    return plan;
  }

  #handOver(others: readonly Handover[] | undefined): void {
    if (others === undefined) return;
    for (const { key, afterUs, cause } of others) {
      if (cause > 0) this.#queue.of(key).blame(key, cause);
      this.#addAfter(key, afterUs);
    }
  }

  #decided(key: number, steps: readonly Step[]): void {
    if (!this.#core.overheard || steps.length === 0) return;
    const at = this.#core.simulation.now;
    this.#core.decided({ at, actorName: this.controller.name, key, view: this.#informer.view, steps });
  }

  #pause(sync: Sync, until: Instant): void {
    sync.dueAt = until;
    this.#syncs.set(sync.key, sync);
    this.#scheduleWork(sync.key, until);
  }

  #take(sync: Sync, step: Step): void {
    const { command } = step;
    const answer =
      command.type === 'RecordEvent' ? this.#record(command, sync.cause) : this.#execute(command, sync.cause);
    if (this.#cachesOwnWrites && E.isRight(answer)) this.#assume(answer.right);
    const reaction = this.#reacting?.(this.#memory, sync.key, step, answer, this.#planning, sync.done);
    if (reaction !== undefined) this.#decided(sync.key, reaction.steps);
    takeIn(sync, step, answer, reaction);
  }

  /** Lets the cache know of an own write before the watch does. */
  #assume(position: number): void {
    const record = position === 0 ? undefined : this.#core.objectAt(position);
    const change = record === undefined ? undefined : this.#informer.assume(record);
    if (change !== undefined) this.#observe(change, position, true);
  }

  #execute(command: Command, cause: number): Answer {
    return this.#core.execute(command, this.#actor, cause);
  }

  #record(command: Extract<Command, { type: 'RecordEvent' }>, cause: number): Answer {
    const write = this.#recorder.correlate(command, this.#core.simulation.now);
    if (write === undefined) return E.right(0);
    const uid = write.type === 'RepeatEvent' ? write.uid : this.#core.state.tables.Event.nextUid;
    const answer = this.#execute(write, cause);
    if (E.isRight(answer)) this.#recorder.wrote(command, uid, write.type === 'RepeatEvent' ? write.count : 1);
    return answer;
  }

  #finish({ key, cause, failure, requeueAfterUs, periodic, also }: Sync): void {
    const queue = this.#queue.of(key);
    this.#syncs.delete(key);
    queue.done(key);
    if (failure === undefined) queue.forget(key);
    else this.#addAfter(key, queue.retryDelayUs(key), queue.isHopeless(key));
    if (requeueAfterUs !== undefined) this.#addAfter(key, requeueAfterUs, periodic);
    for (const other of also) this.#queue.of(other).add(other, cause);
    this.#dispatch();
  }

  #roundTrip({ key, cause, done }: Sync): Duration {
    const { choices } = this.#core.simulation;
    const { apiCall } = this.#core.settings.timing;
    return choices.delay(`${this.controller.name}/api`, key, cause, done.length, apiCall);
  }

  #schedule(stream: number, at: Instant, rank: number, token: number): void {
    this.#core.simulation.schedule(this.#participant, stream, at, rank, token);
  }

  #newLimiter(): TokenBucket | undefined {
    const { client } = this.controller;
    return client === undefined ? undefined : new TokenBucket(client.qps, client.burst, this.#core.simulation.now);
  }
}
