import { never, type Instant } from '@orrery/core/engine';

/** When a kubelet looks at a pod again: the earliest of what is added. */
export class Wake {
  /** `never`: not by itself. */
  at: Instant = never;
  /** KL-31: it finds what it found the last time, unless something changes from outside: no reason for a run to go on. */
  lasting = true;

  /** One more instant at which to look: a reason for a run to go on if one of them is. */
  add(at: Instant, lasting = false): void {
    if (at === never) return;
    if (at < this.at) this.at = at;
    this.lasting &&= lasting;
  }
}
