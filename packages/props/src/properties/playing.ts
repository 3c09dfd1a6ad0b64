import fc from 'fast-check';
import { installedControllers, type Selection } from '@orrery/controllers';
import { cases, type Case } from '../arbitraries/case.ts';
import { act } from '../arbitraries/happening.ts';
import { World } from '../arbitraries/world.ts';
import { invariants, Watchman, type Finding } from '../invariants/index.ts';
import { goals } from '../goals/index.ts';
import { isExpected } from '../ledger/index.ts';
import { mutants, type Mutant } from '../mutants/index.ts';

/** How many runs a property gets; a mutant must be found within them. */
export const numRuns = 80;

const selection = ({ lagMs, setLagMs = 0 }: Case, mutant?: Mutant): Selection => {
  const lag = lagMs * 1000;
  const volumes = { PersistentVolume: lag, PersistentVolumeClaim: lag };
  return {
    lags: {
      statefulset: { Pod: setLagMs * 1000 },
      daemonset: { Pod: lag },
      scheduler: volumes,
      'volume-binder': volumes,
    },
    ...(mutant === undefined ? {} : { variants: { [mutant.loop]: mutant.controller } }),
  };
};

/** Makes the world of a case; `watch` sees it before anything happens. */
export const play = (one: Case, watch: (world: World) => void, mutant?: Mutant): World => {
  const settings = one.version === undefined ? {} : { version: one.version };
  const world = new World(one.layout, installedControllers(selection(one, mutant)), settings);
  watch(world);
  for (const thing of one.things) act(world, thing);
  world.wait(30);
  return world;
};

/** How long everything gets to settle, and how long it must then be quiet. */
const settleSeconds = 900;
const quietSeconds = 60;

/** A goal that was not met. */
export interface Unmet {
  readonly invariant: string;
  readonly message: string;
}

/** What has not come about after a case has come to rest, and how often each goal's promise was due. */
export const unmetGoals = (
  one: Case,
  mutant?: Mutant,
): { readonly unmet: readonly Unmet[]; readonly reached: ReadonlyMap<string, number> } => {
  const world = play(one, () => undefined, mutant);
  world.wait(settleSeconds);
  const { core } = world.cluster;
  const since = core.log.length;
  world.wait(quietSeconds);
  const verdicts = goals.map((goal) => ({
    name: goal.name,
    ...goal.judge({ core, state: core.state, now: world.cluster.now, since }),
  }));
  return {
    unmet: verdicts.flatMap(({ name, unmet }) => unmet.map((message) => ({ invariant: name, message }))),
    reached: new Map(verdicts.map(({ name, reached }) => [name, reached])),
  };
};

/** How every invariant fares in a case. */
export const findings = (one: Case, mutant?: Mutant): readonly Finding[] => {
  let watchman: Watchman | undefined;
  play(one, (world) => (watchman = new Watchman(world.cluster.core, invariants)), mutant);
  return watchman?.findings() ?? [];
};

/** Violations as texts, of one invariant or of all, but for those that the ledger knows of. */
export const messages = (one: Case, found: readonly Finding[], only?: string): readonly string[] =>
  found
    .filter(({ invariant }) => only === undefined || invariant.name === only)
    .flatMap(({ violations }) => violations.filter((violation) => !isExpected(violation, one)))
    .map(({ invariant, position, message }) => `#${position} ${invariant}: ${message}`);

/** Every mutant with each invariant that it breaks. */
export const targets: readonly (readonly [mutantName: string, invariant: string, mutant: Mutant])[] = mutants.flatMap(
  (mutant) => mutant.breaks.map((invariant) => [mutant.name, invariant, mutant] as const),
);

/** Goals that were not met, as texts, but for what the ledger knows of. */
export const disappointments = (one: Case, only?: string, mutant?: Mutant): readonly string[] =>
  unmetGoals(one, mutant)
    .unmet.filter((unmet) => (only === undefined || unmet.invariant === only) && !isExpected(unmet, one))
    .map(({ invariant, message }) => `${invariant}: ${message}`);

const isGoal = (name: string): boolean => goals.some((goal) => goal.name === name);

/** Does the property of an invariant or goal notice a mutant with this seed? */
export const isKilled = (mutant: Mutant, broken: string, seed: number): boolean =>
  fc.check(
    fc.property(cases, (one) =>
      isGoal(broken)
        ? disappointments(one, broken, mutant).length === 0
        : messages(one, findings(one, mutant), broken).length === 0,
    ),
    { numRuns, seed, endOnFailure: true },
  ).failed;
