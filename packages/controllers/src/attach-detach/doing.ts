import type { Instant } from '@orrery/core/engine';
import type { Step } from '@orrery/core/control';

/** What is done about a volume, and when it is to be looked at again at the latest. */
export interface Doing {
  readonly steps: Step[];
  until: Instant;
}
