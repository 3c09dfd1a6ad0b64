import * as E from 'fp-ts/lib/Either.js';
import { LogFileWriter, logHeader, second, type Instant, type LogRun } from '@orrery/core/engine';
import { clusterEvents, type Change, type ClusterEvent, type Epoch } from '@orrery/core/cluster';
import { handle, type ApiServer, type Request, type Response } from '@orrery/core/api';
import type { Installed } from '@orrery/core/control';
import {
  Player,
  recordedInputs,
  scenarioJson,
  type OutputLine,
  type PlaySettings,
  type Scenario,
} from '@orrery/scenario';
import { ChangeFeed } from './change-feed.ts';
import { Clock, type Speed, type WallClock } from './clock.ts';
import { Past } from './past.ts';

/** Where a log goes, piece by piece. What has been appended survives a kill of the process. */
export interface LogSink {
  /** What users call it. */
  readonly name: string;
  readonly append: (bytes: Uint8Array) => void;
  readonly close: () => void;
}

export interface ServeSettings {
  readonly scenario: Scenario;
  readonly seed?: number | undefined;
  readonly speed: Speed;
  /** The controllers, made anew for each run. */
  readonly installed: () => readonly Installed[];
  readonly engineVersion: string;
  /** Opens a log for a run. */
  readonly openLog: () => LogSink;
  /** What the steps of the scenario print. */
  readonly show?: PlaySettings['show'];
  /** Milliseconds of the wall clock since 1970. */
  readonly wallTime: () => number;
  readonly wall: WallClock;
  /** How many changes of a kind watchers find at hand; left out, as many as suit most. */
  readonly keptChanges?: number;
  /** At `asap` time waits so many milliseconds after each write; left out, not at all. */
  readonly graceMs?: number;
  /** Show times as they would be had the cluster's now been the wall clock's. */
  readonly stamp: 'wall' | 'virtual';
}

/** A place in a run. */
export type Place =
  { readonly type: 'instant'; readonly at: Instant } | { readonly type: 'position'; readonly position: number };

/** Times that the wall clock has left behind by more than this are shown anew, so that clients' ages stay right. Seconds. */
const mostDriftSeconds = 2;

/** Is told that a run is over: it was wound back and another takes its place, or nothing is served any more. */
export type RunEnd = (how: 'rewound' | 'closed') => void;

/** Hears of every change at once. */
export type ChangeListener = (change: Change, position: number) => void;

/** One run, its log on disk, and what watchers read of it. */
class Run {
  readonly player: Player;
  readonly feed: ChangeFeed;
  readonly past: Past;
  readonly sink: LogSink;
  readonly #writer: LogFileWriter<ClusterEvent>;

  constructor(
    settings: ServeSettings,
    scenario: Scenario,
    show: (line: OutputLine) => void,
    listeners: ReadonlySet<ChangeListener>,
  ) {
    this.player = new Player(scenario, { seed: settings.seed, installed: settings.installed(), show });
    const { core } = this.player.cluster;
    this.feed = new ChangeFeed(core.log.length, settings.keptChanges);
    core.simulation.register({
      deliver: (change: Change, position) => {
        this.feed.deliver(change, position, core.simulation.now);
        for (const listener of listeners) listener(change, position);
      },
      notice: () => undefined,
    });
    this.past = new Past(core.log);
    this.sink = settings.openLog();
    this.#writer = new LogFileWriter(logHeader(this.#about(settings, scenario), clusterEvents), core.log);
    this.save();
  }

  #about({ engineVersion }: ServeSettings, scenario: Scenario): LogRun {
    const { core } = this.player.cluster;
    const { seed, epoch, version, deviations } = core.settings;
    const { name } = scenario.metadata;
    const described = { engineVersion, name, seed, epoch, kubernetesVersion: version, deviations };
    return { ...described, scenario: scenarioJson(scenario), actors: core.actors };
  }

  /** Has everything so far on disk. */
  save(): void {
    this.#append(this.#writer.frames(this.player.cluster.core.log.length));
  }

  /** Has what fills whole frames on disk. */
  saveFrames(): void {
    this.#append(this.#writer.frames());
  }

  /** Ends the log. */
  close(): void {
    this.#append(this.#writer.end());
    this.sink.close();
  }

  #append(bytes: Uint8Array): void {
    if (bytes.length > 0) this.sink.append(bytes);
  }
}

/** A cluster that is served: it goes on by itself, answers requests, and keeps what comes in. */
export class ServedCluster {
  readonly settings: ServeSettings;
  readonly clock: Clock;
  #run: Run;
  #shown: Epoch;
  /** Counts rewinds: who holds something of an earlier run has to let it go. */
  #era = 0;
  readonly #ends = new Set<RunEnd>();
  readonly #listeners = new Set<ChangeListener>();
  #unsaved = false;
  #saving: Promise<void> | undefined;

  /** `until`: where it stands when it begins; what happened before is not shown. Throws a WorldError when the scenario's own objects are refused. */
  constructor(settings: ServeSettings, until?: Instant) {
    this.settings = settings;
    this.#run = this.#begin(settings.scenario, until);
    this.clock = new Clock(this.#run.player, settings.speed, settings.wall, settings.graceMs);
    this.#shown = this.#run.player.cluster.core.settings.epoch;
  }

  #begin(scenario: Scenario, until?: Instant): Run {
    let past = until !== undefined;
    const run = new Run(
      this.settings,
      scenario,
      (line) => {
        if (!past) this.settings.show?.(line);
      },
      this.#listeners,
    );
    if (until !== undefined) run.player.runUntil(until);
    past = false;
    run.save();
    return run;
  }

  get core() {
    return this.#run.player.cluster.core;
  }

  get player(): Player {
    return this.#run.player;
  }

  get feed(): ChangeFeed {
    return this.#run.feed;
  }

  get past(): Past {
    return this.#run.past;
  }

  get logName(): string {
    return this.#run.sink.name;
  }

  get era(): number {
    return this.#era;
  }

  get now(): Instant {
    return this.core.simulation.now;
  }

  get position(): number {
    return this.core.log.length;
  }

  /** How clients are shown instant 0, in seconds since 1970. Never so that the cluster's now lies beyond the wall clock's. */
  get epoch(): Epoch {
    if (this.settings.stamp === 'virtual') return this.core.settings.epoch;
    const fitting = Math.floor(this.settings.wallTime() / 1000 - this.now / second);
    if (fitting < this.#shown || fitting - this.#shown > mostDriftSeconds) this.#shown = fitting;
    return this.#shown;
  }

  /** Answers what changes nothing. */
  read(request: Request): Response {
    return handle(this.server(), request);
  }

  /** Answers what may change something. Nobody may be told before `saved`. */
  write(command: string, request: Request): Response {
    this.clock.finishInstant();
    const { epoch } = this;
    const own = epoch === this.core.settings.epoch;
    const response = this.player.receiver.request(command, request, own ? undefined : epoch);
    if (request.dryRun !== true) this.#stirred();
    return response;
  }

  /** Lets a fault happen; on the left why it does not. */
  inject(command: string, fault: Readonly<Record<string, string>>): E.Either<string, number> {
    this.clock.finishInstant();
    const done = this.player.receiver.fault(command, fault);
    this.#stirred();
    return done;
  }

  #stirred(): void {
    this.#unsaved = true;
    this.clock.stirred();
    this.clock.hold();
  }

  /** Resolves when everything so far is on disk. Requests that come together share one write. */
  saved(): Promise<void> {
    if (!this.#unsaved) return Promise.resolve();
    this.#saving ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#saving = undefined;
        try {
          this.save();
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    return this.#saving;
  }

  /** Has everything so far on disk. */
  save(): void {
    if (this.#unsaved) this.#run.save();
    this.#unsaved = false;
  }

  /** The API server as of now, or as it was after a position. It writes nothing. */
  server(position?: number): ApiServer {
    const { core } = this;
    const past = position !== undefined && position < core.log.length;
    const { version } = core.settings;
    return {
      state: past ? this.past.stateAt(position) : core.state,
      epoch: this.epoch,
      now: past ? core.log.instantOf(position) : this.now,
      position: past ? position : core.log.length,
      version,
      gates: core.gates,
      body: core.body,
      execute: () => E.left(readOnly),
    };
  }

  /** Lets time pass for at most so many milliseconds; true when more is to be done at once. */
  turn(budgetMs: number): boolean {
    const more = this.clock.turn(budgetMs);
    this.#run.saveFrames();
    return more;
  }

  /** Calls back when the run is over that is served now, because it is wound back or closed. */
  onEnd(end: RunEnd): () => void {
    this.#ends.add(end);
    return () => this.#ends.delete(end);
  }

  /** Tells of every change at once, until the function that is given back is called. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The scenario up to a place, with all that came in until then, and when that is. */
  recording(place?: Place): { readonly scenario: Scenario; readonly until: Instant } {
    const { log } = this.core;
    const until = place === undefined ? this.now : place.type === 'instant' ? place.at : log.instantOf(place.position);
    const upTo = place?.type === 'position' ? place.position : log.positionAt(until);
    const inputs = recordedInputs(log, upTo);
    if (E.isLeft(inputs))
      throw new Error(`the input at #${inputs.left} was written by this engine and cannot be read by it`);
    const { until: _, ...scenario } = this.settings.scenario;
    return { scenario: { ...scenario, seed: this.core.settings.seed, inputs: inputs.right }, until };
  }

  /** Goes back to a place: what was later has not happened. The log so far is closed and a new one begun. */
  rewind(place: Place): void {
    const { scenario, until } = this.recording(place);
    const next = this.#begin(scenario, until);
    this.#finish('rewound');
    this.#run = next;
    this.#era++;
    this.clock.wind(next.player);
  }

  /** The same cluster at a place, apart from this one from there on. */
  fork(place: Place): ServedCluster {
    const { scenario, until } = this.recording(place);
    return new ServedCluster({ ...this.settings, scenario, speed: this.clock.speed }, until);
  }

  /** Ends the run; the log is whole. */
  close(): void {
    this.clock.finishInstant();
    this.#finish('closed');
  }

  #finish(how: 'rewound' | 'closed'): void {
    for (const end of [...this.#ends]) end(how);
    this.#ends.clear();
    this.#run.close();
  }
}

const readOnly = {
  reason: 'Forbidden',
  kind: undefined,
  name: '',
  message: 'this is for looking only',
  causes: [],
} as const;
