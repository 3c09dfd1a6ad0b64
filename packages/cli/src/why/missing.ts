import {
  isAvailable,
  isRunningAndReady,
  isTerminating,
  type PodRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import { cause, type Cause } from './cause.ts';
import { reportsOf, type Scene } from './scene.ts';

/** Says why a pod is as it is. */
export type Why = (namespace: string, name: string, scene: Scene) => Cause;

const isSettled = (pod: PodRecord | undefined, { spec }: StatefulSetRecord, { now }: Scene): boolean =>
  pod !== undefined && !isTerminating(pod) && isRunningAndReady(pod) && isAvailable(pod, spec.minReadyUs, now);

/** A replica of a StatefulSet that is not there. */
const missingReplica = (set: StatefulSetRecord, ordinal: number, scene: Scene, why: Why): Cause => {
  const { namespace, name } = set.meta;
  const { start, replicas, ordered } = set.spec;
  const says = `pod ${name}-${ordinal} does not exist`;
  if (ordinal < start || ordinal >= start + replicas) {
    const range = replicas === 0 ? 'none' : `${name}-${start} to ${name}-${start + replicas - 1}`;
    return cause(says, {
      details: [`StatefulSet ${name} is to have ${replicas} replicas: ${range}`],
      unblocks: [`kubectl scale sts ${name} --replicas=${ordinal - start + 1}`],
    });
  }
  const reports = reportsOf(scene, 'StatefulSet', set.uid, 2).filter((text) => text.startsWith('Warning'));
  if (!ordered) return cause(says, { details: reports, unblocks: ['wait: the controller makes it'] });
  for (let lower = start; lower < ordinal; lower++) {
    const pod = scene.state.tables.Pod.find(namespace, `${name}-${lower}`);
    if (isSettled(pod, set, scene)) continue;
    return cause(says, {
      details: [
        `StatefulSet ${name} is OrderedReady: it makes a pod when all lower ones are ready, and ${name}-${lower} is not`,
      ],
      because: [why(namespace, `${name}-${lower}`, scene)],
      unblocks: [`kubectl scale sts ${name} --replicas=${lower - start}`],
    });
  }
  return cause(says, { details: reports, unblocks: reports.length === 0 ? ['wait: the controller makes it'] : [] });
};

/** A pod that is not there. */
export const missingCause = (namespace: string, name: string, scene: Scene, why: Why): Cause => {
  const match = /^(.*)-(\d+)$/.exec(name);
  const set = match === null ? undefined : scene.state.tables.StatefulSet.find(namespace, match[1] ?? '');
  if (set !== undefined) return missingReplica(set, Number(match?.[2]), scene, why);
  return cause(`pod ${name} does not exist in namespace ${namespace}`, {
    details: ['nothing here is to make a pod of that name'],
  });
};
