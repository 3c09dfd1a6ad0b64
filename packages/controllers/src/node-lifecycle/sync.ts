import * as E from 'fp-ts/lib/Either.js';
import { never } from '@orrery/core/engine';
import type { NodeRecord } from '@orrery/core/cluster';
import {
  nothing,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import { evictingKeys, evictingTaint, zoneOf } from './classify.ts';
import { handleDisruption } from './disruption.ts';
import { monitorKey, nextDeadline, taintingKey, tainterOf, toNextRun, type Memory } from './memory.ts';
import { reactInMonitor } from './monitor.ts';
import { toNextTainting } from './tainting.ts';
import { withTaints } from './taints.ts';

/** What follows from an answer. */
export const react = (
  memory: Memory,
  key: number,
  step: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (key !== monitorKey && key !== taintingKey) return undefined;
  if (step.command.type === 'Update') return reactToTaint(memory, key, step.command.uid, answer, planning);
  return key === monitorKey ? reactInMonitor(memory, step, answer, planning) : undefined;
};

/** The two evicting taints exclude each other: once one is there, its opposite goes. */
const reactToTaint = (
  memory: Memory,
  key: number,
  uid: number,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (E.isLeft(answer)) {
    const node = planning.view.tables.Node.get(uid);
    if (node !== undefined && key === taintingKey) tainterOf(memory.machine, zoneOf(node)).putBack(uid);
    else if (node !== undefined) memory.machine.attention.add(uid);
    return undefined;
  }
  const written = answer.right === 0 ? undefined : planning.answered(answer.right);
  const node = written?.kind === 'Node' ? written : undefined;
  const opposite = node === undefined ? undefined : oppositeOf(node);
  if (node === undefined || opposite === undefined) return undefined;
  const isOpposite = (taint: { readonly key: string; readonly effect: string }): boolean =>
    taint.effect === 'NoExecute' && taint.key === opposite;
  return { steps: [{ ...withTaints(node, [], isOpposite, planning), onRejection: 'continue' }], handled: false };
};

const oppositeOf = (node: NodeRecord): string | undefined => {
  const taint = evictingTaint(node);
  return taint !== undefined && evictingKeys(node).length === 2 ? taint.opposite : undefined;
};

/** The end of a run: how the zones do, and when the next run is. */
export const conclude = (memory: Memory, key: number, _outcome: Outcome, planning: Planning): Plan => {
  const { now, view } = planning;
  const { machine } = memory;
  if (key === taintingKey) {
    const wait = toNextTainting(memory, now);
    return wait === undefined ? nothing : { steps: [], requeueAfterUs: wait };
  }
  if (key !== monitorKey) return nothing;
  machine.running = false;
  const steps = handleDisruption(memory, planning);
  const wait = machine.attention.size > 0 ? toNextRun(now) : Math.max(0, nextDeadline(memory, view) - now);
  return { ...(wait < never ? { requeueAfterUs: wait } : {}), steps };
};
