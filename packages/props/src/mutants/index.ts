import { forgottenExpectations } from './forgotten-expectations.ts';
import { impatientCreation } from './impatient-creation.ts';
import type { Mutant } from './mutant.ts';
import { reversedTermination } from './reversed-termination.ts';

export type { Mutant } from './mutant.ts';

/** Every planted bug. Each is killed by the property of the invariant that it breaks (see properties/). */
export const mutants: readonly Mutant[] = [reversedTermination, impatientCreation, forgottenExpectations];
