import { invariants, type Invariant } from '@orrery/props';
import type { Scenario } from '@orrery/scenario';

export const invariantNames: readonly string[] = invariants.map(({ name }) => name);

/** The invariants that a scenario asks for: all, unless it lists some. */
export const chosenInvariants = ({ invariants: chosen = 'all' }: Scenario): readonly Invariant[] =>
  chosen === 'all' ? invariants : invariants.filter(({ name }) => chosen.includes(name));
