import * as E from 'fp-ts/lib/Either.js';
import {
  formatDuration,
  hour,
  never,
  priority,
  type Deviation,
  type Duration,
  type Instant,
} from '@orrery/core/engine';
import type { Change } from '@orrery/core/cluster';
import type { Request, Response } from '@orrery/core/api';
import { Cluster, defaultKubernetesVersion, type ClusterCore, type Installed } from '@orrery/core/control';
import { faultText, injectFault } from '@orrery/core/faults';
import { filesOf, kubectl, kubectlWords, readRecords, type Command } from '@orrery/kubectl';
import { behavioursOf, kubeletsOf } from './behaviour-choice.ts';
import { CommandRun } from './command-run.ts';
import { judgeObject, judgeOutput, seenLast, type Verdict } from './expectation.ts';
import { InputPlayer } from './input-player.ts';
import { faultOf, Receiver } from './receiver.ts';
import { requester } from './request.ts';
import { defaultEpoch, scenarioJson, type Scenario } from './scenario.ts';
import type { ObjectExpectation, Step, Wait } from './step.ts';
import { isObjectExpectation } from './step.ts';
import { provisionerOf } from './provisioner-entry.ts';
import { timingOf } from './timing-entry.ts';
import { buildWorld } from './world.ts';

/** How a run goes about its scenario. */
export interface PlaySettings {
  /** Wins over the scenario's. */
  readonly seed?: number | undefined;
  /** The controllers of this run. */
  readonly installed: readonly Installed[];
  /** End at this instant from zero, whatever is left to do. */
  readonly until?: Instant | undefined;
  /** Takes what the run prints, line by line as it comes. */
  readonly show?: ((line: OutputLine) => void) | undefined;
  readonly deviations?: readonly Deviation[] | undefined;
  readonly exploring?: boolean | undefined;
  readonly slackUs?: Duration | undefined;
  readonly hashing?: boolean | undefined;
  /** Called before the first event, for whoever wants to witness all of them. */
  readonly prepare?: ((core: ClusterCore) => void) | undefined;
}

/** One line that a run prints. `about` is the scenario's own word on a step, `command` a line as typed. */
export interface OutputLine {
  readonly at: Instant;
  readonly source: 'about' | 'command' | 'stdout' | 'stderr' | 'watch' | 'fault' | 'failure' | 'note';
  readonly text: string;
  /** Number of the step that printed it, from 0: of a watch the one that started it. */
  readonly step: number;
}

/** How a run ended. */
export interface PlayResult {
  /** 0; 1 when an expectation or a wait failed; 2 when a step could not be taken at all. */
  readonly exitCode: 0 | 1 | 2;
  /** What was expected and what was seen. */
  readonly failure: string | undefined;
}

/** A run goes on this long after its last step even if something never settles, such as a controller that creates and deletes in turn. */
const settlingUs: Duration = hour;

const defaultWaitUs: Duration = 600_000_000;

/** A background watch, and when the scenario ends it. */
interface Watching {
  readonly run: CommandRun;
  readonly until: Instant;
}

/** What a step waits for before the next one begins. */
type Foreground =
  | { readonly type: 'starting'; readonly at: Instant }
  | { readonly type: 'command'; readonly run: CommandRun; readonly done: (exitCode: number) => Verdict }
  | { readonly type: 'quiet'; readonly deadline: Instant };

/** Plays a scenario: one step after the other on a cluster of its own, in virtual time. */
export class Player {
  readonly cluster: Cluster;
  readonly scenario: Scenario;
  readonly #settings: PlaySettings;
  #steps: readonly Step[];
  #files: Readonly<Record<string, string>>;
  readonly #participant: number;
  readonly #request: (request: Request, cause: number) => Response;
  /** The door for what comes in from outside of the run. */
  readonly receiver: Receiver;
  readonly #inputs: InputPlayer;
  #watches: Watching[] = [];
  #foreground: Foreground | undefined;
  #index = -1;
  /** Notices with an older number are about something that is over. */
  #turn = 0;
  #horizon: Instant;
  #result: PlayResult = { exitCode: 0, failure: undefined };
  #printed: string[] = [];

  /** Throws when the scenario's own objects are refused: `readScenario` finds that first. */
  constructor(scenario: Scenario, settings: PlaySettings) {
    this.scenario = scenario;
    this.#settings = settings;
    this.#steps = scenario.steps ?? [];
    this.#files = scenario.files ?? {};
    this.#horizon = settings.until ?? scenario.until ?? never;
    const version = scenario.kubernetesVersion ?? defaultKubernetesVersion;
    this.cluster = new Cluster(
      {
        seed: settings.seed ?? scenario.seed ?? 1,
        version,
        featureGates: scenario.featureGates ?? {},
        epoch: scenario.epoch ?? defaultEpoch,
        timing: timingOf(scenario.timing ?? 'default'),
        provisioners: (scenario.provisioners ?? []).map(provisionerOf),
        behaviours: behavioursOf(scenario.behaviours, this.#files),
        kubelets: kubeletsOf(scenario.behaviours, this.#files),
        deviations: settings.deviations ?? [],
        exploring: settings.exploring ?? false,
        slackUs: settings.slackUs ?? 0,
        hashing: settings.hashing ?? true,
        scenario: scenarioJson(scenario),
      },
      settings.installed,
    );
    settings.prepare?.(this.cluster.core);
    this.#participant = this.cluster.core.simulation.register({
      deliver: (change, position) => this.#deliver(change, position),
      notice: (_stream, token) => this.#notice(token),
    });
    this.#request = requester(this.cluster);
    buildWorld(this.cluster, scenario, (request) => this.#request(request, 0));
    this.receiver = new Receiver(this.cluster);
    this.#inputs = new InputPlayer(this.cluster, scenario.inputs ?? [], this.receiver);
    this.#nextStep();
  }

  get result(): PlayResult {
    return this.#result;
  }

  /** Number of the step that is under way or was the last, from 1. */
  get stepNumber(): number {
    return Math.min(Math.max(this.#index, 0) + 1, this.#steps.length);
  }

  /** Plays to the end. */
  play(): PlayResult {
    while (this.step());
    return this.#result;
  }

  /** Plays to an instant, or until as many events are recorded; whichever is asked for. */
  playTo({ at, position }: { readonly at?: Instant; readonly position?: number }): void {
    const { log } = this.cluster.core;
    if (at !== undefined) this.#horizon = at;
    while ((position === undefined || log.length < position) && this.step());
  }

  /** Leaves the steps that are still to come, and goes on from here with those of another scenario. */
  goOnWith({ steps = [], files = {} }: Scenario, until: Instant = never): void {
    this.#turn++;
    this.#steps = steps;
    this.#files = { ...this.#files, ...files };
    this.#index = -1;
    this.#horizon = until;
    this.#result = { exitCode: 0, failure: undefined };
    this.#nextStep();
  }

  /** Takes one notice; false when the run is over. */
  step(): boolean {
    const { simulation } = this.cluster.core;
    if (this.#result.failure !== undefined) return false;
    const bounded = this.scenario.until !== undefined || this.#inputs.due !== never;
    if (this.idle && !bounded) return false;
    if (this.#stepIsQuiet() || simulation.step(this.#horizon)) return true;
    if (this.#horizon === never && this.#foreground !== undefined)
      this.#fail('nothing is left that could end this step');
    else simulation.advanceTo(this.#horizon === never ? simulation.now : this.#horizon);
    return false;
  }

  /** Nothing is left to do but what is periodic, and no step is to come. */
  get idle(): boolean {
    return this.#foreground === undefined && this.cluster.core.simulation.foreground === 0;
  }

  /** Lets time pass up to an instant, whether or not anything is left to do: for whoever serves the cluster. */
  runUntil(until: Instant): void {
    while (this.stepUntil(until));
    this.cluster.core.simulation.advanceTo(until);
  }

  /** Takes one notice that is due by an instant; false when there is none. */
  stepUntil(until: Instant): boolean {
    return this.#stepIsQuiet() || this.cluster.core.simulation.step(until);
  }

  /** A step that waited for quiet has seen it. */
  #stepIsQuiet(): boolean {
    if (this.#foreground?.type !== 'quiet' || this.cluster.core.simulation.foreground > 0) return false;
    this.#nextStep();
    return true;
  }

  // --- steps --------------------------------------------------------------------------------------------------------

  #nextStep(): void {
    this.#foreground = undefined;
    const step = this.#steps[++this.#index];
    const { now } = this.cluster;
    if (step === undefined) {
      if (this.#horizon === never) this.#horizon = now + settlingUs;
      return;
    }
    const at = (step.at ?? now) + (step.after ?? 0);
    if (at < now) {
      const text = `step ${this.#index + 1} is at ${formatDuration(at)}, which is past: it is ${formatDuration(now)}`;
      return this.#fail(text, 2);
    }
    this.#foreground = { type: 'starting', at };
    this.#wakeAt(at, step.fault === undefined ? priority.user : priority.fault, false);
  }

  #begin(step: Step): void {
    if (step.about !== undefined) this.#show('about', step.about);
    if (step.fault !== undefined) return this.#beginFault(step.fault);
    if (step.watch !== undefined) return this.#beginWatch(step.watch, step.for);
    if (step.wait !== undefined) return this.#beginWait(step.wait);
    const { expect } = step;
    if (step.run !== undefined) {
      const cause = this.#typed(step.run);
      const wanted = expect === undefined || isObjectExpectation(expect) ? {} : expect;
      const command = kubectl(step.run, this.#context);
      return this.#run(command, cause, true, (exitCode) => judgeOutput(wanted, this.#printed.join('\n'), exitCode));
    }
    if (expect !== undefined && isObjectExpectation(expect)) this.#beginExpectation(expect);
  }

  #beginFault(fault: Readonly<Record<string, string | undefined>>): void {
    for (const [name, text] of Object.entries(fault)) {
      const what = faultOf({ [name]: text });
      if (E.isLeft(what)) return this.#fail(what.left, 2);
      this.#show('fault', faultText(what.right));
      const done = injectFault(this.cluster, what.right);
      if (E.isLeft(done)) return this.#fail(done.left, 2);
    }
    this.#nextStep();
  }

  #beginWatch(line: string, forUs: Duration | undefined): void {
    const cause = this.#typed(line);
    const until = forUs === undefined ? never : this.cluster.now + forUs;
    const step = this.#index;
    const run = new CommandRun(kubectl(line, this.#context), {
      now: () => this.cluster.now,
      request: (request) => this.#request(request, cause),
      read: (request) => readRecords(this.cluster.core, request),
      print: (stream, text) => this.#show(stream === 'stdout' ? 'watch' : 'stderr', text, step),
    });
    this.#watches.push({ run, until });
    run.resume();
    this.#nextStep();
  }

  #beginWait(wait: Wait): void {
    const deadline = this.cluster.now + (wait.timeout ?? defaultWaitUs);
    if (wait.for === 'quiet') {
      this.#foreground = { type: 'quiet', deadline };
      return this.#wakeAt(deadline, priority.user, true);
    }
    const place = wait.namespace === undefined ? [] : ['--namespace', wait.namespace];
    const timeout = `--timeout=${formatDuration(wait.timeout ?? defaultWaitUs)}`;
    const on = wait.on ?? '';
    const words =
      wait.for === 'rollout'
        ? ['rollout', 'status', on, timeout, ...place]
        : ['wait', on, `--for=${wait.for}`, timeout, ...place];
    this.#run(kubectlWords(words, this.#context), 0, false, (exitCode) =>
      exitCode === 0
        ? undefined
        : `waited for ${wait.for} on ${on}, which did not come about within ${formatDuration(wait.timeout ?? defaultWaitUs)}${seenLast(this.#printed)}`,
    );
  }

  #beginExpectation(wanted: ObjectExpectation): void {
    const { on, namespace, jsonpath } = wanted;
    const place = namespace === undefined ? [] : ['--namespace', namespace];
    const output = jsonpath === undefined ? 'name' : `jsonpath=${jsonpath}`;
    this.#run(kubectlWords(['get', on, '-o', output, ...place], this.#context), 0, false, (exitCode) =>
      judgeObject(wanted, this.#printed.join('\n'), exitCode),
    );
  }

  #run(command: Command, cause: number, shown: boolean, done: (exitCode: number) => Verdict): void {
    this.#printed = [];
    const run = new CommandRun(command, {
      now: () => this.cluster.now,
      request: (request) => this.#request(request, cause),
      read: (request) => readRecords(this.cluster.core, request),
      print: (stream, text) => {
        this.#printed.push(text);
        if (shown) this.#show(stream, text);
      },
    });
    this.#foreground = { type: 'command', run, done };
    this.#goOn(run, done);
  }

  /** Goes on with the command in the foreground until it waits or ends. */
  #goOn(run: CommandRun, done: (exitCode: number) => Verdict): void {
    run.resume();
    const { standing } = run;
    if (standing.type !== 'ended') {
      this.#turn++;
      if (run.isDue(this.cluster.now)) this.#wakeAt(this.cluster.now, priority.user, false);
      else if (run.deadline !== never) this.#wakeAt(run.deadline, priority.user, true);
      return;
    }
    const complaint = done(standing.exitCode);
    if (complaint === undefined) this.#nextStep();
    else this.#fail(complaint);
  }

  // --- notices and changes ------------------------------------------------------------------------------------------

  #wakeAt(at: Instant, rank: number, periodic: boolean): void {
    this.cluster.core.simulation.schedule(this.#participant, 0, at, rank, this.#turn, periodic);
  }

  #notice(turn: number): void {
    if (turn !== this.#turn) return;
    this.#turn++;
    const foreground = this.#foreground;
    if (foreground === undefined) return;
    switch (foreground.type) {
      case 'starting': {
        const step = this.#steps[this.#index];
        if (step !== undefined) this.#begin(step);
        return;
      }
      case 'command':
        return this.#goOn(foreground.run, foreground.done);
      case 'quiet':
        return this.#fail(`waited for quiet, but ${this.cluster.core.simulation.foreground} notices are still due`);
      default:
        return foreground satisfies never;
    }
  }

  #deliver(change: Change, position: number): void {
    const { now } = this.cluster;
    if (this.#watches.some(({ until }) => until < now))
      this.#watches = this.#watches.filter(({ until }) => until >= now);
    for (const { run } of this.#watches) {
      run.offer(change, position);
      if (run.isDue(now)) run.resume();
    }
    if (this.#foreground?.type !== 'command') return;
    const { run } = this.#foreground;
    const wasDue = run.isDue(now);
    run.offer(change, position);
    if (wasDue || !run.isDue(now)) return;
    this.#turn++;
    this.#wakeAt(now, priority.user, false);
  }

  // --- what is shown ------------------------------------------------------------------------------------------------

  get #context(): Parameters<typeof kubectl>[1] {
    return {
      now: () => this.cluster.now,
      epoch: this.cluster.core.settings.epoch,
      version: this.cluster.core.settings.version,
      files: filesOf(this.#files),
    };
  }

  /** Records what a user typed; gives the position, which is the cause of all that it does. */
  #typed(line: string): number {
    this.#show('command', line);
    const answer = this.cluster.submit({ type: 'ReceiveInput', line });
    return E.isRight(answer) ? answer.right : 0;
  }

  #show(source: OutputLine['source'], text: string, step = Math.max(this.#index, 0)): void {
    this.#settings.show?.({ at: this.cluster.now, source, text, step });
  }

  #fail(failure: string, exitCode: 1 | 2 = 1): void {
    this.#result = { exitCode, failure };
    this.#show('failure', failure);
  }
}
