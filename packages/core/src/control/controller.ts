import type * as E from 'fp-ts/lib/Either.js';
import type { Body, Choices, Duration, Instant, Json } from '../engine/index.ts';
import type { Command, CommandNamed, FeatureGates, Rejection } from '../api/index.ts';
import type { AnyRecord, Change, Epoch, Physical, View } from '../cluster/index.ts';
import type { Behaviours } from './behaviour.ts';
import type { KubeletConfiguration } from './kubelet-configuration.ts';
import type { BackOff } from './back-off.ts';
import type { Expectations } from './expectations.ts';
import type { LaneChoice } from './lanes.ts';
import type { KubernetesVersion } from './kubernetes-version.ts';
import type { Provisioner } from './provisioner.ts';
import type { Timing } from './timing.ts';

/** What a component may watch: kinds of the API, and for kubelets the physical side of pods and hosts. */
export type Watched = Change['kind'];

/**
 * What a refusal does to the sync that asked:
 * `stop` ends it as failed (the key is queued again with back-off), `continue` goes on as if nothing had happened,
 * `end-batch` lets the steps of the same batch finish and then ends it as failed (slow start).
 */
export type OnRejection = 'stop' | 'continue' | 'end-batch';

/** One write or live read that a sync wants to make. */
export interface Step {
  readonly command: Command;
  readonly onRejection: OnRejection;
  /** Steps of one batch are requests made together; batches follow one another. */
  readonly batch?: number;
  /** Waits so long before it is taken, as a client does that tries again. */
  readonly delayUs?: Duration;
  /** What the controller wants to know when the answer comes; nobody else looks at it. */
  readonly note?: Json;
  /** Taken even when a batch before it has ended the sync, as deletions are after creations that failed. */
  readonly regardless?: true;
  /** Its sender waits for the answer, whatever senders of such commands usually do. */
  readonly awaited?: boolean;
}

/** What a controller wants done about a key, from what it knows now. */
export interface Plan<Draft = undefined> {
  readonly steps: readonly Step[];
  /** What the controller wants to remember of this plan until `conclude`. */
  readonly draft?: Draft;
  /** Look at the key again after this long, whatever happens (AddAfter). */
  readonly requeueAfterUs?: Duration;
  /** Nothing but a change from outside can make that look differ from the last one: like a resync it does not keep a run going. */
  readonly periodic?: boolean;
  /** Keys to look at as well once this sync is done. */
  readonly also?: readonly number[];
  /** The sync failed before its first step: queue the key again with back-off. */
  readonly error?: string;
  /** Other keys that this pass gives work, at once or after a while. */
  readonly others?: readonly Handover[];
  /** The event that the steps answer, where the key is not about one object; left out: that which queued the key. */
  readonly cause?: number;
}

/** A key that another key's pass gives work. */
export interface Handover {
  readonly key: number;
  readonly afterUs: Duration;
  /** The event that the work answers; 0: none. */
  readonly cause: number;
}

/** The result of a step: the refusal, or the position of the last event it led to (0: it changed nothing). */
export type Answer = E.Either<Rejection, number>;

/** A step that has been taken. */
export interface Done {
  readonly step: Step;
  readonly answer: Answer;
}

/** How a sync went, for what comes after its steps. */
export interface Outcome<Draft = undefined> {
  /** The plan's draft; undefined when planning failed. */
  readonly draft: Draft | undefined;
  readonly done: readonly Done[];
  /** The refusal that ended it, if one did. */
  readonly failure: Rejection | undefined;
}

/** Where a controller puts keys it wants to sync. Keys are numbers of the controller's own choice, mostly uids. */
export interface Queue {
  add(key: number): void;
  addAfter(key: number, delayUs: Duration): void;
}

/** What any part of a controller may read. */
export interface Reading {
  readonly now: Instant;
  /** The component's informer caches: the head itself, or as far behind as the component lags. */
  readonly view: View;
  readonly version: KubernetesVersion;
  readonly gates: FeatureGates;
  /** The wall-clock name of instant 0, for times that objects carry. */
  readonly epoch: Epoch;
}

/** What observing may use. */
export interface Observing extends Reading {
  readonly queue: Queue;
  readonly expectations: Expectations;
  /** False while the caches are rebuilt from a list: memory is filled, keys are queued. */
  readonly live: boolean;
}

/** What planning may use: everything here is deterministic. */
export interface Planning extends Reading {
  readonly choices: Choices;
  readonly timing: Timing;
  /** How containers behave. For kubelets alone. */
  readonly behaviours: Behaviours;
  readonly kubelets: KubeletConfiguration;
  /** The CSI driver of a name, as this run plays it. */
  readonly provisioner: (name: string) => Provisioner;
  readonly expectations: Expectations;
  /** Back-off per key of the controller's own choice, such as failed daemon pods. */
  readonly backOff: BackOff;
  /** What runs on nodes. Kubelets alone may look at it. */
  readonly physical: Physical;
  /** The object that a successful answer carried, given the answer's position; what a client gets back from a create. */
  readonly answered: (position: number) => AnyRecord | undefined;
  /** The head's record that a Read step has just been answered with. For reactions to such steps only. */
  readonly live: (read: CommandNamed<'Read'>) => AnyRecord | undefined;
  /** The head's objects, as a List step has just been answered with. For reactions to such steps only. */
  readonly listed: View;
  /** Interns a body, so that a thousand objects can share it. */
  readonly body: (json: Json) => Body;
}

/**
 * A control loop: three pure functions and their names. `observe` folds what the component is shown into its memory;
 * `plan` reads the memory and says which writes a key needs. What happens between two writes is the runtime's (component.ts).
 *
 * Law: after any history, memory equals the memory made by observing, as ADDED, every object of the caches in order of uid.
 */
export interface Controller<Memory, Draft = undefined> {
  /** As upstream names the component in ReportedEvents: `statefulset-controller`. */
  readonly name: string;
  readonly watches: readonly Watched[];
  /** How many keys may be in work at once; where there are lanes, in each. */
  readonly workers: number;
  /** More than one work queue, such as one for claims and one for volumes. */
  readonly lanes?: LaneChoice;
  /** Requests a second to the API and how many at once; undefined: not limited. */
  readonly client: ClientLimit | undefined;
  /** Answers to its own updates go into its caches at once, however late these are otherwise. */
  readonly cachesOwnWrites?: boolean;
  readonly emptyMemory: () => Memory;
  /** Folds one change; owns the memory and edits it in place. Queues the keys that the change concerns. */
  readonly observe: (memory: Memory, change: Change, observing: Observing) => void;
  readonly plan: (memory: Memory, key: number, planning: Planning) => Plan<Draft>;
  /** Brings what depends on the clock alone up to date; for the law about memory. */
  readonly age?: (memory: Memory, now: Instant, view: View) => void;
  /** The part of the memory that the caches determine, as JSON: what the law compares. */
  readonly snapshot?: (memory: Memory) => Json;
  /** More steps in answer to one, taken before the rest; undefined or empty: go on. `done`: the steps taken before it. */
  readonly react?: (
    memory: Memory,
    key: number,
    step: Step,
    answer: Answer,
    planning: Planning,
    done: readonly Done[],
  ) => Reaction | undefined;
  /** What to do after the steps, failed or not: most controllers write status here. Its own failure counts as the sync's. */
  readonly conclude?: (memory: Memory, key: number, outcome: Outcome<Draft>, planning: Planning) => Plan;
  /** A key is looked at again this often whether or not anything happened; only for resyncs. Periodic. */
  readonly resync?: { readonly everyUs: Duration; readonly keys: (memory: Memory) => readonly number[] };
}

export interface Reaction {
  /** Taken before the remaining steps. */
  readonly steps: readonly Step[];
  /** The rejection has been dealt with: the sync goes on. */
  readonly handled: boolean;
  /** Of the remaining steps, those that are not taken any more. */
  readonly without?: (step: Step) => boolean;
  /** The answer shows that the sync must not go on, with this error: a live read that found another object, say. */
  readonly failure?: string;
}

/** A client's token bucket. Upstream: kube-api-qps and kube-api-burst. */
export interface ClientLimit {
  readonly qps: number;
  readonly burst: number;
}

/** The limits of kube-controller-manager's clients, one for each controller. Source: cmd/kube-controller-manager defaults. */
export const controllerManagerClient: ClientLimit = { qps: 20, burst: 30 };

/** No step at all. */
export const nothing: Plan<never> = { steps: [] };
