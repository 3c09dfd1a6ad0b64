import { controllerOf, isTerminal, isTerminating, parseUuid, type PodRecord } from '@orrery/core/cluster';
import { lastAttemptLines } from './attempt.ts';
import { cause, type Cause } from './cause.ts';
import { missingCause } from './missing.ts';
import { lastEvent, type Scene } from './scene.ts';
import { endedCause, startingCause } from './started.ts';
import { terminatingCause } from './terminating.ts';
import { unscheduledCause } from './unscheduled.ts';

const revisionLabel = 'controller-revision-hash';

/**
 * A broken pod of an OrderedReady set whose template has been changed since: the rollout waits for the very pod that it would
 * replace. Source: kubernetes/kubernetes#67250.
 */
const stuckRollout = (pod: PodRecord, { state }: Scene): Cause | undefined => {
  const owner = controllerOf(pod.meta);
  const uid = owner?.kind === 'StatefulSet' ? parseUuid(owner.uid)?.uid : undefined;
  const set = uid === undefined ? undefined : state.tables.StatefulSet.get(uid);
  const revision = pod.meta.labels[revisionLabel];
  if (set === undefined || !set.spec.ordered || revision === set.status.updateRevision) return undefined;
  return cause(
    `StatefulSet ${set.meta.name} has another template by now, and replaces nothing before ${pod.meta.name} is ready`,
    {
      unblocks: [`kubectl delete pod ${pod.meta.name}, which makes it anew from the present template`],
    },
  );
};

/** Why a pod is as it is, from what is seen back to what is waited for. */
export const whyPod = (namespace: string, name: string, scene: Scene): Cause => {
  const pod = scene.state.tables.Pod.find(namespace, name);
  if (pod === undefined) return missingCause(namespace, name, scene, whyPod);
  if (isTerminating(pod)) return terminatingCause(pod, scene);
  if (isTerminal(pod)) return endedCause(pod, scene);
  if (pod.status.shape.ready) {
    const since = lastEvent(scene, 'Pod', pod.uid);
    return cause(`pod ${name} is Running and Ready on ${pod.node}: it waits for nothing`, {
      since,
      details: lastAttemptLines(scene, pod.uid),
    });
  }
  const found = pod.node === '' ? unscheduledCause(pod, scene) : startingCause(pod, scene);
  const stuck = stuckRollout(pod, scene);
  return stuck === undefined ? found : { ...found, because: [...found.because, stuck] };
};
