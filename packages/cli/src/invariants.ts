import type { Scenario } from '@orrery/scenario';
import { noInvariants, type InvariantWatch } from './invariant-watch.ts';

/** The invariants that a scenario asks for. Until there are some to ask for: none. */
export const watchInvariants = (_scenario: Scenario): Promise<InvariantWatch> => Promise.resolve(noInvariants);
