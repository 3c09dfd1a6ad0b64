import type { Violation } from '../invariants/index.ts';
import type { Case } from '../arbitraries/case.ts';
import type { ExpectedViolation } from './expected-violation.ts';
import { expiredExpectations } from './expired-expectations.ts';
import { latePods } from './late-pods.ts';
import { unreadyNeighbour } from './unready-neighbour.ts';

export type { ExpectedViolation } from './expected-violation.ts';

/** Everything that real Kubernetes is known not to keep. */
export const ledger: readonly ExpectedViolation[] = [unreadyNeighbour, latePods, expiredExpectations];

/** Does the ledger know of a violation in such a run? */
export const isExpected = (violation: Pick<Violation, 'invariant' | 'message'>, one: Case): boolean =>
  ledger.some(({ breaks, covers }) => breaks === violation.invariant && covers(violation, one));
