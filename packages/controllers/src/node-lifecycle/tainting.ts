import { never, type Duration, type Instant } from '@orrery/core/engine';
import type { Plan, Planning, Step } from '@orrery/core/control';
import { evictingTaint } from './classify.ts';
import { taintingUs, toNextRun, type Memory } from './memory.ts';
import { addEvicting } from './monitor.ts';

/** NL-34: the nodes whose turn it is in each zone. One that is gone, or Ready again, has had its turn. */
export const tainting = ({ machine }: Memory, planning: Planning): Plan => {
  const { now, view } = planning;
  const steps: Step[] = [];
  for (const tainter of machine.tainters.values()) {
    for (let uid = tainter.take(now); uid !== undefined; uid = tainter.take(now)) {
      const node = view.tables.Node.get(uid);
      const taint = node === undefined ? undefined : evictingTaint(node);
      if (node !== undefined && taint !== undefined) steps.push(addEvicting(node, taint.key, planning));
    }
  }
  return { steps };
};

/** How long it is to the next run that may find something to do; undefined when nothing is in sight. */
export const toNextTainting = ({ machine }: Memory, now: Instant): Duration | undefined => {
  let next = never;
  for (const tainter of machine.tainters.values()) next = Math.min(next, tainter.nextAt);
  if (machine.running) next = now;
  else if (machine.attention.size > 0) next = Math.min(next, now + toNextRun(now));
  return next === never ? undefined : Math.floor(Math.max(next, now) / taintingUs + 1) * taintingUs - now;
};
