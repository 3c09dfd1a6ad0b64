import fc from 'fast-check';
import { installedControllers, type Selection } from '@orrery/controllers';
import { act, happenings, layouts, type Happening } from '../arbitraries/happening.ts';
import { World, type Layout } from '../arbitraries/world.ts';
import { invariants, Watchman, type Finding } from '../invariants/index.ts';
import type { Mutant } from '../mutants/index.ts';

/** One generated run: a cluster, how far behind some of its components see it, and what happens. */
export interface Case {
  readonly layout: Layout;
  /** How late the DaemonSet controller sees pods, and scheduler and volume binder volumes and claims: what makes them collide. */
  readonly lagMs: number;
  readonly things: readonly Happening[];
}

export const cases: fc.Arbitrary<Case> = fc.record({
  layout: layouts,
  lagMs: fc.integer({ min: 0, max: 60 }),
  things: happenings(false),
});

/** How many runs a property gets; a mutant must be found within them. */
export const numRuns = 60;

const selection = (lagMs: number, mutant?: Mutant): Selection => {
  const lag = lagMs * 1000;
  const volumes = { PersistentVolume: lag, PersistentVolumeClaim: lag };
  return {
    lags: { daemonset: { Pod: lag }, scheduler: volumes, 'volume-binder': volumes },
    ...(mutant === undefined ? {} : { variants: { [mutant.loop]: mutant.controller } }),
  };
};

/** Makes the world of a case; `watch` sees it before anything happens. */
export const play = ({ layout, lagMs, things }: Case, watch: (world: World) => void, mutant?: Mutant): World => {
  const world = new World(layout, installedControllers(selection(lagMs, mutant)));
  watch(world);
  for (const thing of things) act(world, thing);
  world.wait(30);
  return world;
};

/** How every invariant fares in a case. */
export const findings = (one: Case, mutant?: Mutant): readonly Finding[] => {
  let watchman: Watchman | undefined;
  play(one, (world) => (watchman = new Watchman(world.cluster.core, invariants)), mutant);
  return watchman?.findings() ?? [];
};

/** Violations as texts, of one invariant or of all. */
export const messages = (found: readonly Finding[], only?: string): readonly string[] =>
  found
    .filter(({ invariant }) => only === undefined || invariant.name === only)
    .flatMap(({ violations }) =>
      violations.map(({ invariant, position, message }) => `#${position} ${invariant}: ${message}`),
    );

/** Does the property of the invariant that a mutant breaks notice it with this seed? */
export const isKilled = (mutant: Mutant, seed: number): boolean =>
  fc.check(
    fc.property(cases, (one) => messages(findings(one, mutant), mutant.breaks).length === 0),
    { numRuns, seed, endOnFailure: true },
  ).failed;
