import { formatDuration, millisecond } from '@orrery/core/engine';
import type { PodRecord } from '@orrery/core/cluster';
import { cause, type Cause } from './cause.ts';
import { lastEvent, type Scene } from './scene.ts';
import { nodeCause } from './started.ts';

/** A pod that is to go and is still there. */
export const terminatingCause = (pod: PodRecord, scene: Scene): Cause => {
  const { meta, node, uid } = pod;
  const dueAt = meta.deletion?.dueAt ?? scene.now;
  const left = Math.round((dueAt - scene.now) / millisecond) * millisecond;
  const since = lastEvent(scene, 'Pod', uid, ({ type }) => type === 'DeletionStarted');
  const says = `pod ${meta.name} is Terminating`;
  if (meta.finalizers.length > 0) {
    const names = meta.finalizers.join(', ');
    const held = cause(`finalizers hold it: ${names}`, { unblocks: [`let whoever set ${names} take it off`] });
    return cause(says, { since, because: [held] });
  }
  const absent = node === '' ? undefined : nodeCause(node, scene);
  if (absent !== undefined) {
    const details = ['only its kubelet can say that its containers have stopped'];
    const unblocks = [`if nothing of it can still run: kubectl delete pod ${meta.name} --force --grace-period=0`];
    return cause(says, { since, details, because: [absent], unblocks });
  }
  const grace = left > 0 ? `its containers have ${formatDuration(left)} left to end` : 'its kubelet is stopping it';
  return cause(says, { since, details: [grace], unblocks: ['wait'] });
};
