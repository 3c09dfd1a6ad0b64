import * as E from 'fp-ts/lib/Either.js';
import type { CommandNamed } from '@orrery/core/api';
import type { StatefulSetRecord } from '@orrery/core/cluster';
import type { Answer, Done, Planning, Reaction, Step } from '@orrery/core/control';
import { aggregate, keepPolicies, keepPolicy } from './claim-requests.ts';
import { holderOf } from './claims.ts';
import { isAbout, noteOf, type Note } from './note.ts';
import { mendAttempts, mendPod } from './pods.ts';
import { reported } from './reported.ts';

/** A request about one pod that has been answered. */
interface Answered {
  readonly set: StatefulSetRecord;
  readonly step: Step;
  readonly note: Note;
  readonly answer: Answer;
  readonly planning: Planning;
  readonly done: readonly Done[];
}

const going = (steps: readonly Step[]): Reaction => ({ steps, handled: false });

/** What follows the answer to a request about one pod. */
export const reactToPodWork = (
  set: StatefulSetRecord,
  step: Step,
  note: Note,
  answer: Answer,
  planning: Planning,
  done: readonly Done[],
): Reaction | undefined => {
  const { command } = step;
  const given = { set, step, note, answer, planning, done };
  if (command.type === 'Delete') return reactToDelete(given);
  if (command.type === 'Create') return command.kind === 'Pod' ? reactToPod(given) : reactToClaim(given, command);
  if (command.type === 'Update') return command.kind === 'Pod' ? reactToMending(given) : reactToOwners(given);
  return undefined;
};

const batchOf = ({ batch }: Step): { readonly batch?: number } => (batch === undefined ? {} : { batch });

/** SS-10, SS-11: a claim was made, or could not be, and then its pod is not made either. */
const reactToClaim = (given: Answered, { name }: CommandNamed<'Create'>): Reaction => {
  const { set, step, note, answer, planning } = given;
  const { pod, work } = note;
  const at = batchOf(step);
  const steps: Step[] = [];
  if (E.isRight(answer)) steps.push(reported(set, 'claimCreated', [name, pod, set.meta.name], at));
  // A claim that somebody else was faster to make is an error for the pod and not worth an event.
  else if (answer.left.reason !== 'AlreadyExists')
    steps.push(reported(set, 'claimNotCreated', [name, pod, set.meta.name, answer.left.message], at));
  const errors = claimErrors(given);
  if (errors.length > 0 && note.last === true && work !== 'pending') {
    const report = work === 'mend' ? 'podNotUpdated' : 'podNotCreated';
    steps.push(reported(set, report, [pod, set.meta.name, aggregate(errors)], at));
  }
  if (E.isRight(answer) && work !== 'create') {
    const claim = planning.view.tables.PersistentVolumeClaim.find(set.meta.namespace, name);
    const record = planning.view.tables.Pod.find(set.meta.namespace, pod);
    if (claim !== undefined && record !== undefined)
      steps.push(...keepPolicy(claim, holderOf(set, record), record, work, step.batch ?? 0, planning));
  }
  if (E.isRight(answer)) return going(steps);
  const isOther = (one: Step): boolean => one.command.type !== 'Create' || one.command.kind === 'Pod';
  return { steps, handled: false, without: (one) => isAbout(pod)(one) && isOther(one) };
};

/** What is wrong with a pod's claims, as far as they have been asked for. */
const claimErrors = ({ step, answer, note, done }: Answered): readonly string[] => {
  const errors = [...(note.errors ?? [])];
  for (const one of [...done, { step, answer }]) {
    const { command } = one.step;
    if (E.isRight(one.answer) || command.type !== 'Create' || noteOf(one.step)?.pod !== note.pod) continue;
    errors.push(`failed to create PVC ${command.name}: ${one.answer.left.message}`);
  }
  return errors;
};

/** SS-11: a pod was made, or could not be; one whose name is taken is reported to the queue alone. */
const reactToPod = ({ set, step, note, answer, planning }: Answered): Reaction | undefined => {
  const { pod } = note;
  if (E.isLeft(answer) && answer.left.reason === 'AlreadyExists') return undefined;
  const owners = keepPolicies(holderOf(set, pod), undefined, 'create', step.batch ?? 0, planning);
  const at = { ...batchOf(step), note };
  const report = E.isRight(answer)
    ? reported(set, 'podCreated', [pod, set.meta.name], at)
    : reported(set, 'podNotCreated', [pod, set.meta.name, answer.left.message], at);
  return going([...owners, report]);
};

/** SS-20: the owners of a claim could not be written: all else about its pod has to wait. */
const reactToOwners = ({ set, step, note, answer, planning }: Answered): Reaction | undefined => {
  const { command } = step;
  if (E.isRight(answer) || command.type !== 'Update') return undefined;
  const without = isAbout(note.pod);
  const name = planning.view.tables.PersistentVolumeClaim.get(command.uid)?.meta.name ?? answer.left.name;
  const why = `could not update claim ${name} for delete policy ownerRefs: ${answer.left.message}`;
  const steps =
    note.work === 'keep' ? [] : [reported(set, 'podNotUpdated', [note.pod, set.meta.name, why], batchOf(step))];
  return { steps, handled: false, without };
};

/** SS-16: a pod was mended, or somebody else wrote it at the same time, or it cannot be mended. */
const reactToMending = ({ set, step, note, answer, planning }: Answered): Reaction => {
  const { pod, attempt = 1 } = note;
  if (E.isRight(answer)) return going([reported(set, 'podUpdated', [pod, set.meta.name], batchOf(step))]);
  if (answer.left.reason === 'Conflict' && attempt < mendAttempts) {
    const record = planning.view.tables.Pod.find(set.meta.namespace, pod);
    if (record !== undefined)
      return {
        steps: mendPod(set, record, { batch: step.batch ?? 0, attempt: attempt + 1, claims: true }, planning),
        handled: true,
      };
  }
  return going([reported(set, 'podNotUpdated', [pod, set.meta.name, answer.left.message], batchOf(step))]);
};

/** SS-11: a pod was deleted. One that somebody else was faster to delete is as good as deleted. */
const reactToDelete = ({ set, step, note, answer }: Answered): Reaction => {
  const { pod } = note;
  const gone = E.isLeft(answer) && answer.left.reason === 'NotFound';
  if (E.isRight(answer) || gone)
    return { steps: [reported(set, 'podDeleted', [pod, set.meta.name], batchOf(step))], handled: gone };
  return going([reported(set, 'podNotDeleted', [pod, set.meta.name, answer.left.message], batchOf(step))]);
};
