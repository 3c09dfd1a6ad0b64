import { forgottenExpectations } from './forgotten-expectations.ts';
import { greedyBinding } from './greedy-binding.ts';
import { hastyConfirmation } from './hasty-confirmation.ts';
import { impatientCreation } from './impatient-creation.ts';
import type { Mutant } from './mutant.ts';
import { restlessBinding } from './restless-binding.ts';
import { reversedTermination } from './reversed-termination.ts';

export type { Mutant } from './mutant.ts';

/** Every planted bug. Each is killed by the property of the invariant that it breaks (see properties/). */
export const mutants: readonly Mutant[] = [
  forgottenExpectations,
  impatientCreation,
  reversedTermination,
  hastyConfirmation,
  greedyBinding,
  restlessBinding,
];
