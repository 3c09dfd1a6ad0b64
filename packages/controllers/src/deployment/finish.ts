import { find } from './conditions.ts';
import { isComplete, type Pass } from './pass.ts';
import { statusJson } from './status-json.ts';
import { statusOf } from './status.ts';

const secondUs = 1_000_000;

/** When to look again, whatever happens. */
type Requeue = { readonly requeueAfterUs?: number };

/** DP-8: a rollout without progress is looked at again when its deadline is over. Source: requeueStuckDeployment. */
const whenStuck = ({ deployment, planning, hasDeadline }: Pass): Requeue => {
  const known = find(deployment.status.conditions, 'Progressing');
  const { progressDeadlineSeconds } = deployment.spec;
  if (!hasDeadline || known?.updatedAt === undefined) return {};
  if (known.reason === 'ProgressDeadlineExceeded' || isComplete(deployment)) return {};
  const left = known.updatedAt + progressDeadlineSeconds * secondUs - planning.now;
  return { requeueAfterUs: left < secondUs ? secondUs : left + secondUs };
};

/** Ends a pass with its status, if that changed. `progress`: a rollout may be under way, and is judged. */
export const finish = (pass: Pass, progress: boolean): Requeue => {
  const { deployment, planning, conditions } = pass;
  const status = planning.body(statusJson(statusOf(pass, progress)));
  if (status === planning.body(statusJson({ ...deployment.status, conditions })))
    return progress ? whenStuck(pass) : {};
  const command = { type: 'UpdateStatus', kind: 'Deployment', uid: deployment.uid, status } as const;
  pass.steps.push({ command, onRejection: 'stop' });
  return {};
};
