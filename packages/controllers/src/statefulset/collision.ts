import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson } from '@orrery/core/engine';
import { at, type StatefulSetRecord } from '@orrery/core/cluster';
import type { CommandNamed } from '@orrery/core/api';
import { revisionText, type Answer, type Done, type Planning, type Reaction } from '@orrery/core/control';
import type { Memory } from './memory.ts';
import { passOver } from './plan.ts';
import { revising } from './revisions.ts';

/*
 * SS-29: a revision of that name exists already. With the same data it is the one; with others the next name is tried.
 * Source: history.CreateControllerRevision.
 */

/** Looks at the revision that has the name. */
export const reactToCollision = ({ namespace, name }: CommandNamed<'Create'>, answer: Answer): Reaction | undefined => {
  if (E.isRight(answer) || answer.left.reason !== 'AlreadyExists') return undefined;
  const command = { type: 'Read', kind: 'ControllerRevision', namespace, name } as const;
  return { steps: [{ command, onRejection: 'stop', note: revising }], handled: true };
};

/** Uses it, or goes over the set again with another name for the new revision. */
export const reactToFoundRevision = (
  memory: Memory,
  set: StatefulSetRecord,
  read: CommandNamed<'Read'>,
  planning: Planning,
  done: readonly Done[],
): Reaction | undefined => {
  const found = planning.live(read);
  const tries = done.filter(({ step }) => step.note === revising && step.command.type === 'Create');
  const wanted = tries.at(-1)?.step.command;
  if (found?.kind !== 'ControllerRevision' || wanted?.type !== 'Create') return undefined;
  if (revisionText(found) === canonicalJson(at(wanted.body.json, 'data') ?? null)) return undefined;
  const { steps } = passOver(memory, set, planning, set.status.collisionCount + tries.length);
  return { steps, handled: true, without: () => true };
};
