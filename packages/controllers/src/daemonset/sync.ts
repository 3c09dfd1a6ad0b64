import * as E from 'fp-ts/lib/Either.js';
import type { DaemonSetRecord, DaemonSetStatus } from '@orrery/core/cluster';
import {
  podRevisionLabel,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import type { Memory } from './memory.ts';
import type { Draft } from './plan.ts';
import { reported } from './reported.ts';
import { cleanup } from './revisions.ts';

/** What follows the answer to one request: the report about it, and one thing less to expect where it was refused. */
export const react = (
  _memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  const set = planning.view.tables.DaemonSet.get(key);
  if (set === undefined || !('kind' in command) || command.kind !== 'Pod') return undefined;
  if (command.type === 'Create') return created(set, answer, planning);
  return command.type === 'Delete' ? deleted(set, command.name, answer, planning) : undefined;
};

const created = (set: DaemonSetRecord, answer: Answer, planning: Planning): Reaction => {
  if (E.isLeft(answer)) {
    planning.expectations.creationObserved(set.uid);
    return { steps: [reported(set, 'notCreated', [answer.left.message])], handled: false };
  }
  // The server made the name.
  const pod = planning.answered(answer.right);
  return { steps: pod === undefined ? [] : [reported(set, 'created', [pod.meta.name])], handled: false };
};

const deleted = (set: DaemonSetRecord, pod: string, answer: Answer, planning: Planning): Reaction => {
  if (E.isRight(answer)) return { steps: [reported(set, 'deleted', [pod])], handled: false };
  planning.expectations.deletionObserved(set.uid);
  const gone = answer.left.reason === 'NotFound';
  return { steps: gone ? [] : [reported(set, 'notDeleted', [answer.left.message])], handled: gone };
};

/** DS-5, DS-9, DS-11: what was skipped is no longer expected, old revisions go, and status is written, failed or not. */
export const conclude = (memory: Memory, key: number, outcome: Outcome<Draft>, planning: Planning): Plan => {
  const { draft, done } = outcome;
  const set = planning.view.tables.DaemonSet.get(key);
  const nodes = memory.nodes.get(key);
  if (draft === undefined || set === undefined || nodes === undefined) return { steps: [] };
  const sent = done.filter(({ step: { command } }) => command.type === 'Create' && command.kind === 'Pod').length;
  for (let skipped = draft.creations - sent; skipped > 0; skipped--) planning.expectations.creationObserved(key);
  const { wanted, scheduled, misscheduled, ready, available, updated } = nodes.counts;
  const status: DaemonSetStatus = {
    observedGeneration: draft.heldBack ? set.status.observedGeneration : set.meta.generation,
    currentNumberScheduled: scheduled,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: wanted,
    numberReady: ready,
    updatedNumberScheduled: updated,
    numberAvailable: available,
    numberUnavailable: wanted - available,
    collisionCount: set.status.collisionCount + collisions(outcome),
  };
  return {
    steps: [
      ...cleanup(set, draft.old, () => revisionsInUse(memory, key, planning)),
      { command: { type: 'ReportDaemonSetStatus', uid: set.uid, status }, onRejection: 'stop' },
    ],
  };
};

const collisions = ({ failure }: Outcome<Draft>): number =>
  failure?.reason === 'AlreadyExists' && failure.kind === 'ControllerRevision' ? 1 : 0;

/** Hashes that pods of the set bear. Asked only when there is something to clean up. */
const revisionsInUse = (memory: Memory, key: number, { view }: Planning): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const uid of memory.owned.get(key) ?? []) {
    const hash = view.tables.Pod.get(uid)?.meta.labels[podRevisionLabel];
    if (hash !== undefined) found.add(hash);
  }
  return found;
};
