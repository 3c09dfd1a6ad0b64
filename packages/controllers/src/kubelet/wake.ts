import { never, type Instant } from '@orrery/core/engine';

/** When a kubelet looks at a pod again. */
export interface Wake {
  /** `never`: not by itself. */
  readonly at: Instant;
  /** KL-31: it finds what it found the last time, unless something changes from outside: no reason for a run to go on. */
  readonly lasting: boolean;
}

/** The earliest; a reason to go on if one of them is. */
export const earliest = (wakes: readonly Wake[]): Wake => {
  let at = never;
  let lasting = true;
  for (const one of wakes) {
    if (one.at === never) continue;
    at = Math.min(at, one.at);
    lasting &&= one.lasting;
  }
  return { at, lasting };
};
