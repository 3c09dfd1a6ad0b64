import * as E from 'fp-ts/lib/Either.js';
import {
  podRevisionLabel,
  revisionText,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import type { CommandNamed } from '@orrery/core/api';
import { at, type StatefulSetRecord } from '@orrery/core/cluster';
import { canonicalJson } from '@orrery/core/engine';
import type { Memory } from './memory.ts';
import { reported } from './reported.ts';
import { truncation } from './revisions.ts';
import { completed, type StatusDraft } from './status.ts';

/** What follows the answer to one request: the report about it, and what a refusal means. */
export const react = (
  _memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  const set = planning.view.tables.StatefulSet.get(key);
  if (set === undefined) return undefined;
  if (command.type === 'Create') return reactToCreate(set, command, answer, planning);
  if (command.type === 'Delete' && command.kind === 'Pod') return reactToDelete(set, command.name, answer);
  return undefined;
};

const going = (steps: readonly Step[]): Reaction => ({ steps, handled: false });

const reactToCreate = (
  set: StatefulSetRecord,
  command: CommandNamed<'Create'>,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  const [pod = '', ordinal = ''] = command.args ?? [];
  const taken = E.isLeft(answer) && answer.left.reason === 'AlreadyExists';
  switch (command.kind) {
    case 'Pod':
      if (E.isRight(answer)) return going([reported(set, 'podCreated', [pod, set.meta.name])]);
      // A pod of that name is reported as an error to the queue, not as an event.
      return taken ? undefined : going([reported(set, 'podNotCreated', [pod, set.meta.name, answer.left.message])]);
    case 'PersistentVolumeClaim': {
      const owner = command.name.slice(command.name.lastIndexOf(`-${set.meta.name}-`) + 1);
      if (E.isRight(answer)) return going([reported(set, 'claimCreated', [command.name, owner, set.meta.name])]);
      // A claim that somebody else made is used as it is.
      if (taken) return { steps: [], handled: true };
      return going([reported(set, 'claimNotCreated', [command.name, owner, set.meta.name, answer.left.message])]);
    }
    case 'ControllerRevision':
      return taken ? reactToCollision(command, planning) : undefined;
    default:
      return ordinal === '' ? undefined : going([]);
  }
};

/** A revision of that name exists: with the same data it is used, with others the collision count grows (see conclude). */
const reactToCollision = (command: CommandNamed<'Create'>, planning: Planning): Reaction | undefined => {
  const existing = planning.view.tables.ControllerRevision.find(command.namespace, command.name);
  const same =
    existing !== undefined && revisionText(existing) === canonicalJson(at(command.body.json, 'data') ?? null);
  return same ? { steps: [], handled: true } : undefined;
};

const reactToDelete = (set: StatefulSetRecord, pod: string, answer: Answer): Reaction => {
  // Somebody was faster: as good as deleted.
  const gone = E.isLeft(answer) && answer.left.reason === 'NotFound';
  if (E.isRight(answer) || gone) return { steps: [reported(set, 'podDeleted', [pod, set.meta.name])], handled: gone };
  return going([reported(set, 'podNotDeleted', [pod, set.meta.name, answer.left.message])]);
};

/** SS-9, SS-12: writes status, whether the pass failed or not, and then drops revisions that nothing uses any more. */
export const conclude = (_memory: Memory, key: number, outcome: Outcome<StatusDraft>, planning: Planning): Plan => {
  const { draft } = outcome;
  const set = planning.view.tables.StatefulSet.get(key);
  if (draft === undefined || set === undefined) return { steps: [] };
  const counted = { ...draft.status, collisionCount: draft.status.collisionCount + collisions(outcome) };
  const status = completed(set, lessReplaced(set, counted, outcome, planning));
  const live = new Set([status.currentRevision, status.updateRevision, ...draft.inUse]);
  return {
    steps: [
      { command: { type: 'ReportStatefulSetStatus', uid: set.uid, status }, onRejection: 'stop' },
      ...truncation(set, draft.sorted, live),
    ],
    ...(draft.error === undefined ? {} : { error: draft.error }),
  };
};

/** Revisions that could not be made because their name belongs to other data. */
const collisions = ({ failure }: Outcome<StatusDraft>): number =>
  failure?.reason === 'AlreadyExists' && failure.kind === 'ControllerRevision' ? 1 : 0;

/** A pod that the rolling update has just stopped no longer counts as current. */
const lessReplaced = (
  set: StatefulSetRecord,
  status: StatusDraft['status'],
  { done }: Outcome<StatusDraft>,
  planning: Planning,
): StatusDraft['status'] => {
  const replaced = done.filter(({ step: { command }, answer }) => {
    if (command.type !== 'Delete' || command.kind !== 'Pod' || E.isLeft(answer)) return false;
    const pod = planning.view.tables.Pod.get(command.uid ?? 0);
    const revision = pod?.meta.labels[podRevisionLabel];
    return revision === status.currentRevision && revision !== status.updateRevision && isInRange(set, command.name);
  });
  return { ...status, currentReplicas: Math.max(0, status.currentReplicas - replaced.length) };
};

const isInRange = (set: StatefulSetRecord, pod: string): boolean => {
  const ordinal = Number(pod.slice(pod.lastIndexOf('-') + 1));
  return ordinal >= set.spec.start && ordinal < set.spec.start + set.spec.replicas;
};
