import { everyInvariant, type Invariant } from '@orrery/props';
import type { Scenario } from '@orrery/scenario';

export const invariantNames: readonly string[] = everyInvariant.map(({ name }) => name);

/** The invariants that a scenario asks for: all, unless it lists some. */
export const chosenInvariants = ({ invariants: chosen = 'all' }: Scenario): readonly Invariant[] =>
  chosen === 'all' ? everyInvariant : everyInvariant.filter(({ name }) => chosen.includes(name));
