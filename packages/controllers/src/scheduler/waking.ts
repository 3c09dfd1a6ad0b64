import type { PodRecord, Uid } from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import { wakeUp, type Machine } from './machine.ts';
import { portsClash } from './node-info.ts';
import { isPreempting } from './preempting.ts';
import { turn } from './turn.ts';
import { isWaiting } from './waiting.ts';

/** What waking needs to know. */
export type Waking = Pick<Observing, 'now' | 'view' | 'queue'>;

interface Woken {
  readonly machine: Machine;
}

export const wakeOne = ({ machine }: Woken, pod: PodRecord, { now, queue, view }: Waking): void => {
  if (!isPreempting(machine, pod.uid, view) && wakeUp(machine, pod, now)) queue.add(turn);
};

export const wakeAll = (
  memory: Woken,
  uids: readonly Uid[],
  helps: (pod: PodRecord) => boolean,
  observing: Waking,
): void => {
  for (const uid of uids) {
    const pod = observing.view.tables.Pod.get(uid);
    if (isWaiting(pod) && helps(pod)) wakeOne(memory, pod, observing);
  }
};

/** SC-9: a pod that stops taking room, or was to have some and does not get it, may make room for others on its node. */
export const wakeForRoom = (memory: Woken, gone: PodRecord, node: string, observing: Waking): void => {
  const { givenUp } = memory.machine;
  wakeAll(memory, givenUp.at(node, 'NodeResourcesFit'), () => true, observing);
  wakeAll(memory, givenUp.at(node, 'NodePorts'), (pod) => portsClash(pod, gone), observing);
  if (gone.claims.length === 0) return;
  wakeAll(memory, givenUp.at(node, 'NodeVolumeLimits'), () => true, observing);
  wakeAll(memory, givenUp.everywhere('VolumeRestrictions'), (pod) => shareClaim(pod, gone), observing);
};

const shareClaim = (a: PodRecord, b: PodRecord): boolean =>
  a.meta.namespace === b.meta.namespace && a.claims.some((name) => b.claims.includes(name));

export const wakeForVolumes = (memory: Woken, observing: Waking): void => {
  for (const plugin of ['VolumeBinding', 'VolumeZone'] as const)
    wakeAll(memory, memory.machine.givenUp.everywhere(plugin), () => true, observing);
};

/** SC-9: a node says anew how many volumes it takes. */
export const wakeForLimits = (memory: Woken, observing: Waking): void =>
  wakeAll(memory, memory.machine.givenUp.everywhere('NodeVolumeLimits'), () => true, observing);
