import type { Distribution, Duration } from '../engine/index.ts';
import type { StringMap } from '../cluster/index.ts';

/** Something that may go wrong: how often, and how many times at most. */
export interface Chance {
  /** How many of a million; a million: always. */
  readonly millionths: number;
  /** Only the first so many times; undefined: whenever it comes up. */
  readonly times: number | undefined;
}

/** Why an image cannot be had. `notFound`, `denied` and `timeout` are worded as containerd words them. */
export interface PullFailure extends Chance {
  readonly error: string;
}

export interface PullBehaviour {
  /** undefined: made up from the name. */
  readonly bytes: number | undefined;
  /** undefined: as the run's timing says. */
  readonly takes: Distribution | undefined;
  readonly failures: readonly PullFailure[];
}

/** A container that cannot be created, or a process that cannot be started in it. */
export interface StartFailure extends Chance {
  readonly reason: 'CreateContainerError' | 'RunContainerError';
  readonly message: string;
}

/** How a process ends that nobody told to. */
export interface Ending extends Chance {
  readonly after: Distribution;
  readonly exitCode: number;
  readonly oomKilled: boolean;
}

export type ProbeType = 'startup' | 'readiness' | 'liveness';

/** From so long after the start of its container on a probe gets this answer. */
export interface ProbeAnswer {
  readonly fromUs: Duration;
  /** What is wrong; undefined: nothing is. */
  readonly failure: string | undefined;
}

export interface HookBehaviour {
  readonly takes: Distribution | undefined;
  readonly fails: Chance | undefined;
}

export interface StopBehaviour {
  /** From SIGTERM to the end; undefined: as the run's timing says. */
  readonly takes: Distribution | undefined;
  readonly ignoresSigterm: boolean;
  readonly exitCode: number;
}

/** How a container behaves. What is left out is as the run's timing says, and goes well. */
export interface ContainerBehaviour {
  readonly pull?: PullBehaviour;
  readonly start?: { readonly takes: Distribution | undefined; readonly failures: readonly StartFailure[] };
  /** From its start to when the application answers its probes. */
  readonly ready?: Distribution;
  readonly run?: readonly Ending[];
  readonly probes?: Readonly<Partial<Record<ProbeType, readonly ProbeAnswer[]>>>;
  readonly stop?: StopBehaviour;
  readonly postStart?: HookBehaviour;
  readonly preStop?: HookBehaviour;
  /** What it uses of its node: memory and disk in bytes, and processes. */
  readonly uses?: { readonly memoryBytes: number; readonly diskBytes: number; readonly pids: number };
}

/** Which containers behave in a way. Whatever is not named may be anything. */
export interface BehaviourMatch {
  /** Patterns of images, in which `*` stands for any text. One of them has to fit. */
  readonly images: readonly string[];
  readonly labels: StringMap;
  readonly namespace: string | undefined;
  readonly container: string | undefined;
}

export interface BehaviourRule {
  readonly match: BehaviourMatch;
  readonly behaviour: ContainerBehaviour;
}

/** How the containers of a run behave: of each aspect the first rule counts that fits and speaks of it. */
export type Behaviours = readonly BehaviourRule[];

/** What a rule may look at. */
export interface Described {
  readonly image: string;
  readonly container: string;
  readonly namespace: string;
  readonly labels: StringMap;
}

const plain: ContainerBehaviour = Object.freeze({});

/** The behaviour of one container. */
export const behaviourOf = (rules: Behaviours, described: Described): ContainerBehaviour => {
  let found = plain;
  for (const { match, behaviour } of rules) if (fits(match, described)) found = { ...behaviour, ...found };
  return found;
};

const fits = ({ images, labels, namespace, container }: BehaviourMatch, it: Described): boolean =>
  (container === undefined || container === it.container) &&
  (namespace === undefined || namespace === it.namespace) &&
  (images.length === 0 || images.some((pattern) => fitsPattern(pattern, it.image))) &&
  Object.entries(labels).every(([key, value]) => it.labels[key] === value);

/** Does a text fit a pattern in which `*` stands for any text? Linear in both: each piece is looked for once, leftmost first. */
export const fitsPattern = (pattern: string, text: string): boolean => {
  const pieces = pattern.split('*');
  const [head = '', ...rest] = pieces;
  const tail = rest.pop();
  if (tail === undefined) return text === pattern;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  const end = text.length - tail.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
};

/** Does one of them happen every time, for ever? */
export const isUnending = (all: readonly Chance[]): boolean =>
  all.reduce((sum, { times, millionths }) => (times === undefined ? sum + millionths : sum), 0) >= 1_000_000;

/** Which of several things that may happen happens the `nth` time, from 0. `place` is a random number below a million. */
export const chosen = <One extends Chance>(all: readonly One[], nth: number, place: number): One | undefined => {
  let from = 0;
  for (const one of all) {
    if (one.times !== undefined && nth >= one.times) continue;
    from += one.millionths;
    if (place < from) return one;
  }
  return undefined;
};
