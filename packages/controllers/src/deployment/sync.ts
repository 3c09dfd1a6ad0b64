import { controllerOf, noProgressDeadline, uuidOf, type DeploymentRecord } from '@orrery/core/cluster';
import type { Rejection } from '@orrery/core/api';
import type { Outcome, Plan, Planning, Step } from '@orrery/core/control';
import { fresh, set } from './conditions.ts';
import type { Memory } from './memory.ts';
import type { Draft } from './plan.ts';
import { templateText } from './replica-set-model.ts';
import { reported } from './reported.ts';
import { statusJson } from './status-json.ts';

const writeStatus = (
  deployment: DeploymentRecord,
  change: Partial<DeploymentRecord['status']>,
  { body }: Planning,
): Step => {
  const status = body(statusJson({ ...deployment.status, ...change }));
  return { command: { type: 'UpdateStatus', kind: 'Deployment', uid: deployment.uid, status }, onRejection: 'stop' };
};

/**
 * DP-3: a name that another's set or another template has taken leads to another hash; any other refusal is said. A set that the cache
 * does not show yet may be ours: that is found out when it does. Source: getNewReplicaSet.
 */
const refused = (
  deployment: DeploymentRecord,
  name: string,
  { reason, message, causes }: Rejection,
  planning: Planning,
): readonly Step[] => {
  if (reason === 'AlreadyExists') {
    const existing = planning.view.tables.ReplicaSet.find(deployment.meta.namespace, name);
    const own = uuidOf('Deployment', deployment.uid);
    const ours =
      existing === undefined ||
      (controllerOf(existing.meta)?.uid === own &&
        templateText(existing.spec.template) === templateText(deployment.spec.template));
    return ours ? [] : [writeStatus(deployment, { collisionCount: deployment.status.collisionCount + 1 }, planning)];
  }
  if (causes.some((cause) => cause.reason === 'NamespaceTerminating')) return [];
  const report = reported(deployment, 'notCreated', [name, message]);
  if (deployment.spec.progressDeadlineSeconds === noProgressDeadline) return [report];
  const said = `Failed to create new replica set "${name}": ${message}`;
  const condition = fresh('Progressing', 'False', 'ReplicaSetCreateError', said, planning.now);
  const conditions = set(deployment.status.conditions, condition);
  return [writeStatus(deployment, { conditions }, planning), report];
};

/** What follows when the newest ReplicaSet could not be made. */
export const conclude = (_memory: Memory, key: number, outcome: Outcome<Draft>, planning: Planning): Plan => {
  const { draft, failure } = outcome;
  const deployment = planning.view.tables.Deployment.get(key);
  if (failure?.kind !== 'ReplicaSet' || draft?.made === undefined || deployment === undefined) return { steps: [] };
  const failed = outcome.done.at(-1)?.step.command;
  if (failed?.type !== 'Create') return { steps: [] };
  return { steps: refused(deployment, draft.made, failure, planning) };
};
