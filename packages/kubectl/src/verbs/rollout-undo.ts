import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, type JsonObject } from '@orrery/core/engine';
import { at, flagAt, kinds, objectAt, textAt, timestamp } from '@orrery/core/cluster';
import { print, warn, type Part } from '../call.ts';
import { patchObject } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { each } from '../each.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { valued } from '../flags.ts';
import { lastApplied } from '../last-applied.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { objectName } from '../resource.ts';
import { revisionsOf, type Revision } from '../revisions.ts';
import { selecting, type Selected } from '../select.ts';
import { notRolling } from './rollout-status.ts';

const managedByApply = ({ kind, name }: Selected): string =>
  `Warning: resource ${kinds[kind].plural}/${name} was previously managed with 'kubectl apply'. Rolling back will not update the ` +
  `${lastApplied} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. ` +
  "Consider using 'kubectl apply' with your previous configuration file instead.";

/** The revision to go back to: the one asked for, or the one before the last. */
const wanted = (revisions: readonly Revision[], to: number, { kind, name }: Selected): E.Either<string, Revision> => {
  if (to !== 0) {
    const found = revisions.find(({ number }) => number === to);
    return found === undefined ? E.left(`error: unable to find specified revision ${to} in history`) : E.right(found);
  }
  const before = revisions.at(-2);
  if (before !== undefined) return E.right(before);
  return E.left(
    kind === 'Deployment'
      ? `error: no rollout history found for deployment "${name}"`
      : 'error: no last revision to roll back to',
  );
};

function* undo(one: Selected, { flags }: Invocation): Part<string | undefined> {
  const refused = notRolling(one, 'rollbacker');
  if (refused !== undefined) return refused;
  const { kind, namespace, name, object } = one;
  if (kind === 'Deployment' && flagAt(object, 'spec', 'paused'))
    return "error: cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again";
  const to = Number(flags.text('to-revision') ?? '0');
  if (textAt(object, 'metadata', 'annotations', lastApplied) !== undefined) yield* warn(managedByApply(one));
  const target = wanted(yield* revisionsOf(one), to, one);
  if (E.isLeft(target)) return target.left;
  const { $patch: _, ...template } = templateOf(target.right);
  if (canonicalJson(template) === canonicalJson(at(object, 'spec', 'template') ?? {})) {
    yield* print(`${objectName(kind, name)} skipped rollback (current template already matches revision ${to})`);
    return undefined;
  }
  const body = target.right.data;
  const answer = yield* patchObject({ kind, namespace, name, patchType: 'strategic', body, dryRun: isDryRun(flags) });
  if (E.isLeft(answer)) return answer.left.text();
  yield* print(`${objectName(kind, name)} rolled back${dryRunSuffix(flags)}`);
  return undefined;
}

const templateOf = ({ data }: Revision): JsonObject => objectAt(data, 'spec', 'template') ?? {};

export const rolloutUndo: Verb = {
  name: 'rollout undo',
  flags: [...selecting, valued('to-revision'), dryRunFlag],
  run: (invocation) => each(invocation, (one) => undo(one, invocation)),
};

function* restart(one: Selected, { context, flags }: Invocation): Part<string | undefined> {
  const refused = notRolling(one, 'restarter');
  if (refused !== undefined) return refused;
  const { kind, namespace, name, object } = one;
  if (kind === 'Deployment' && flagAt(object, 'spec', 'paused'))
    return `error: deployments.apps "${name}" can't restart paused deployment (run rollout resume first)`;
  const key = 'kubectl.kubernetes.io/restartedAt';
  const now = timestamp(context.epoch, context.now());
  if (at(object, 'spec', 'template', 'metadata', 'annotations', key) === now)
    return `error: failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`;
  const body = { spec: { template: { metadata: { annotations: { [key]: now } } } } };
  const answer = yield* patchObject({
    kind,
    namespace,
    name,
    patchType: 'strategic',
    body,
    fieldManager: signedBy(flags, 'kubectl-rollout'),
  });
  if (E.isLeft(answer)) return answer.left.text();
  yield* print(flags.text('output') === 'name' ? objectName(kind, name) : `${objectName(kind, name)} restarted`);
  return undefined;
}

export const rolloutRestart: Verb = {
  name: 'rollout restart',
  flags: [...selecting, valued('output', 'o'), fieldManagerFlag],
  run: (invocation) => each(invocation, (one) => restart(one, invocation)),
};
