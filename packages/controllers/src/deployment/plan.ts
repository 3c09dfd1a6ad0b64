import { selects, type DeploymentRecord } from '@orrery/core/cluster';
import { adopt, nothing, release, type Plan, type Planning, type Step } from '@orrery/core/control';
import { revisionOf } from './annotations.ts';
import { find, fresh, set } from './conditions.ts';
import { finish } from './finish.ts';
import { orphansFor, setsOf, type Memory } from './memory.ts';
import { isComplete, Pass } from './pass.ts';
import { byAge, ReplicaSetModel, templateText } from './replica-set-model.ts';
import { isScaling, resize } from './scaling.ts';
import { recreateStep, rollingStep } from './rollout.ts';

/** What a pass keeps until its end: the name of the ReplicaSet that it makes, if it makes one. */
export interface Draft {
  readonly made: string | undefined;
}

/** What a Deployment needs now. Source: syncDeployment. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan<Draft> => {
  const deployment = planning.view.tables.Deployment.get(key);
  if (deployment === undefined) return nothing;
  const claims = claim(memory, deployment, planning);
  if (claims.length > 0) return { steps: claims };
  const pass = passOver(memory, deployment, planning);
  const rest = advance(pass);
  const made = pass.newest?.record === undefined ? pass.newest?.name : undefined;
  return { steps: pass.steps, draft: { made }, ...rest };
};

/** DP-2: takes in ReplicaSets of nobody that match, after one live read, and lets go of those that no longer do. */
const claim = (memory: Memory, deployment: DeploymentRecord, planning: Planning): readonly Step[] => {
  const { view } = planning;
  const { namespace, name } = deployment.meta;
  const released = setsOf(memory, deployment.uid, view)
    .filter(({ meta }) => meta.deletion === undefined && !selects(deployment.spec.selector, meta.labels))
    .map((one) => release(one, deployment));
  if (deployment.meta.deletion !== undefined) return released;
  const taken = orphansFor(memory, deployment, view).map((one) => adopt(one, deployment));
  const read: Step = { command: { type: 'Read', kind: 'Deployment', namespace, name }, onRejection: 'stop' };
  return [...(taken.length === 0 ? [] : [read, ...taken]), ...released];
};

const passOver = (memory: Memory, deployment: DeploymentRecord, planning: Planning): Pass => {
  const models = setsOf(memory, deployment.uid, planning.view).map((record) => new ReplicaSetModel(record));
  const wanted = templateText(deployment.spec.template);
  const newest = byAge(models).find(
    ({ record }) => record !== undefined && templateText(record.spec.template) === wanted,
  );
  return new Pass(
    memory,
    planning,
    deployment,
    newest,
    models.filter((one) => one !== newest),
  );
};

const advance = (pass: Pass): { readonly requeueAfterUs?: number } => {
  const { deployment } = pass;
  if (deployment.meta.deletion !== undefined) {
    pass.prepareNewest(false);
    return finish(pass, false);
  }
  notePause(pass);
  if (deployment.spec.paused) {
    resize(pass);
    cleanUp(pass);
    return finish(pass, false);
  }
  if (isScaling(pass)) {
    resize(pass);
    return finish(pass, false);
  }
  const busy = deployment.spec.strategy === 'Recreate' ? recreateStep(pass) : rollingStep(pass);
  if (!busy && isComplete(deployment)) cleanUp(pass);
  return finish(pass, true);
};

/** Whoever pauses a rollout does not want it to time out. Source: checkPausedConditions. */
const notePause = (pass: Pass): void => {
  const { paused } = pass.deployment.spec;
  const known = find(pass.conditions, 'Progressing');
  if (!pass.hasDeadline || known?.reason === 'ProgressDeadlineExceeded') return;
  const noted = known?.reason === 'DeploymentPaused';
  if (paused === noted) return;
  const [reason, message] = paused
    ? (['DeploymentPaused', 'Deployment is paused'] as const)
    : (['DeploymentResumed', 'Deployment is resumed'] as const);
  pass.writeConditions(set(pass.conditions, fresh('Progressing', 'Unknown', reason, message, pass.planning.now)));
};

/** DP-11: old ReplicaSets beyond the history limit go, lowest number first, if they have no pods. Source: cleanupDeployment. */
const cleanUp = (pass: Pass): void => {
  const { revisionHistoryLimit } = pass.deployment.spec;
  const records = pass.old.flatMap(({ record }) => (record?.meta.deletion === undefined ? (record ?? []) : []));
  const sorted = [...records].sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const { uid, meta, spec, status } of sorted.slice(0, Math.max(0, sorted.length - revisionHistoryLimit))) {
    if (status.replicas !== 0 || spec.replicas !== 0 || meta.generation > status.observedGeneration) continue;
    const { namespace, name } = meta;
    pass.steps.push({
      command: { type: 'Delete', kind: 'ReplicaSet', namespace, name, uid },
      onRejection: 'continue',
    });
  }
};
