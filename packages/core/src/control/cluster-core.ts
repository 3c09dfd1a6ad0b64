import * as E from 'fp-ts/lib/Either.js';
import {
  Choices,
  Log,
  Recent,
  Simulation,
  type Body,
  type Deviation,
  type Duration,
  type Instant,
  type Json,
} from '../engine/index.ts';
import {
  clusterEvents,
  ClusterState,
  evolve,
  KeyNumbers,
  eventKind,
  type AnyRecord,
  type Change,
  type ClusterEvent,
  type Epoch,
  type View,
} from '../cluster/index.ts';
import { decide, type Command, type Deciding, type FeatureGates, type StoredPod } from '../api/index.ts';
import type { Behaviours } from './behaviour.ts';
import type { Answer, Step } from './controller.ts';
import type { KubeletConfiguration } from './kubelet-configuration.ts';
import type { Provisioner } from './provisioner.ts';
import { gatesOf, type KubernetesVersion } from './kubernetes-version.ts';
import type { Timing } from './timing.ts';

/** What a run is made of beside its inputs. Together with them it determines every event. */
export interface Settings {
  readonly seed: number;
  readonly version: KubernetesVersion;
  /** Feature gates that are switched; the others are as the version has them. */
  readonly featureGates?: Partial<FeatureGates>;
  readonly epoch: Epoch;
  readonly timing: Timing;
  /** CSI drivers that behave otherwise than by default. */
  readonly provisioners?: readonly Provisioner[];
  /** How containers behave; left out: well, and as the timing says. */
  readonly behaviours?: Behaviours;
  /** How kubelets are configured; left out: as upstream's defaults are. */
  readonly kubelets?: KubeletConfiguration;
  readonly deviations: readonly Deviation[];
  /** Is this run part of a search? Then delays and the order of what is due together are choice points. */
  readonly exploring: boolean;
  /** In a search, what is due within this long may happen in any order. */
  readonly slackUs: Duration;
  /** Notices that are next when they are scheduled skip the heap; false exists for the property that this changes nothing. */
  readonly inline?: boolean;
  /** Digest and state hash; left out only by benchmarks that price them. */
  readonly hashing: boolean;
  /** The normalised description of the run: the digest covers it. Left out: none. */
  readonly scenario?: Json;
}

/** An event that has just been folded, and the state as of it. */
export interface Witnessed {
  readonly event: ClusterEvent;
  readonly position: number;
  readonly at: Instant;
  readonly actor: number;
  readonly change: Change | undefined;
}

/** What a component wants written next, at the moment when it makes up its mind, and the caches that made it. */
export interface Decision {
  readonly at: Instant;
  /** As upstream names the component: `statefulset-controller`. */
  readonly actorName: string;
  readonly key: number;
  readonly view: View;
  readonly steps: readonly Step[];
}

/** Hears of every decision before its first step is taken. It may only look, and not keep the view. */
export type Listener = (decision: Decision) => void;

/** Sees every event right after it is folded, when the state is exactly that of its position. It may only look. */
export type Witness = (witnessed: Witnessed) => void;

/** The number of users as an actor; components follow in order of registration. */
export const userActor = 0;

/** So many sorts of pods that users sent are known again. */
const sortsOfPods = 64;

/** The machine below the components: the log, the state it folds to, the timeline, and the one door to all three. */
export class ClusterCore {
  readonly settings: Settings;
  /** Which feature gates are open. */
  readonly gates: FeatureGates;
  readonly keys = new KeyNumbers();
  readonly state: ClusterState = ClusterState.empty(this.keys);
  readonly log: Log<ClusterEvent>;
  readonly recentPods = new Recent<StoredPod>(sortsOfPods);
  readonly simulation: Simulation<ClusterEvent, Change>;
  readonly #witnesses: Witness[] = [];
  readonly #listeners: Listener[] = [];
  readonly #actors: string[] = ['user'];
  #names = 0;
  /** Who is recording the present events. */
  #recording = userActor;

  constructor(settings: Settings) {
    const { seed, deviations, exploring, slackUs, hashing, scenario = null } = settings;
    this.settings = settings;
    this.gates = gatesOf(settings.version, settings.featureGates);
    this.log = new Log<ClusterEvent>(clusterEvents, seed, { hashing, scenario });
    const { state } = this;
    const folding = {
      evolve: (event: ClusterEvent, position: number, at: Instant) => {
        const change = evolve(state, event, position, at);
        for (const witness of this.#witnesses) witness({ event, position, at, actor: this.#recording, change });
        return change;
      },
      topicOf: ({ kind }: Change): string => kind,
    };
    const choices = new Choices(seed, deviations, exploring);
    this.simulation = new Simulation(this.log, folding, choices, { slackUs, inline: settings.inline ?? true });
  }

  /** Names of the actors by number, as the log's header keeps them. */
  get actors(): readonly string[] {
    return this.#actors;
  }

  /** Lets somebody look at every event from now on. */
  witness(witness: Witness): void {
    this.#witnesses.push(witness);
  }

  /** Lets somebody hear of every decision from now on. */
  overhear(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Somebody listens: components need not say what nobody hears. */
  get overheard(): boolean {
    return this.#listeners.length > 0;
  }

  /** A component has made up its mind. */
  decided(decision: Decision): void {
    for (const listener of this.#listeners) listener(decision);
  }

  /** A number for an actor. */
  actor(name: string): number {
    return this.#actors.push(name) - 1;
  }

  /** Interns a body in the log's dictionary. */
  readonly body = (json: Json): Body => this.log.dictionary.body(json);

  /** The object that the event at a position created or changed, as it is now. */
  objectAt(position: number): AnyRecord | undefined {
    const event = this.log.event(position);
    const kind = eventKind(event);
    return kind === undefined || !('uid' in event) ? undefined : this.state.tables[kind].get(event.uid);
  }

  /** Decides a command against the head and records what it leads to. */
  execute(command: Command, actor: number, cause: number): Answer {
    const decision = decide(this.state, command, this.#deciding);
    if (E.isLeft(decision)) return decision;
    let position = 0;
    this.#recording = actor;
    for (const event of decision.right) position = this.simulation.record(event, actor, cause);
    return E.right(position);
  }

  get #deciding(): Deciding {
    const { simulation } = this;
    return {
      now: simulation.now,
      body: this.body,
      random: (bound) => simulation.choices.below('names', this.#names++, 0, 0, bound),
    };
  }
}
