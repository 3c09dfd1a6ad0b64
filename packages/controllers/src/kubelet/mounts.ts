import { never, second, type Instant } from '@orrery/core/engine';
import {
  attachedVolumesOf,
  uniqueVolumeName,
  type AttachedVolume,
  type EventTemplate,
  type NodeRecord,
  type PodRecord,
  type Uid,
} from '@orrery/core/cluster';
import { nodeStatusAt, type Planning, type Step } from '@orrery/core/control';
import { missingVolume } from './trouble.ts';

/** A pod whose volumes were not there when its kubelet looked. */
export interface Waiting {
  readonly tries: number;
  readonly nextAt: Instant;
}

/** Pods that wait for volumes to be attached; lost when the kubelet restarts. */
export type Waitings = Map<Uid, Waiting>;

/** What stands between a pod and its volumes. */
export interface Mountable {
  readonly ready: boolean;
  /** When the kubelet looks again. */
  readonly until: Instant;
  /** It finds what it has found, unless something changes from outside. */
  readonly lasting: boolean;
  readonly steps: readonly Step[];
}

/** The volume manager's loop comes round so often. Source: reconcilerLoopSleepPeriod. */
const loopUs = second / 10;

/** Waits between looks: 0.5 s, doubling up to 2 min 2 s. Source: exponentialbackoff. */
const firstWaitUs = second / 2;
const longestWaitUs = 122 * second;

/** Do looks follow one another as slowly as they may after so many? */
const isLongest = (tries: number): boolean => firstWaitUs * 2 ** (tries - 1) >= longestWaitUs;

const mountableNow: Mountable = { ready: true, until: never, lasting: false, steps: [] };

/**
 * AD-12: volumes of CSI drivers are mounted when the node's status says that they are in use, which its kubelet writes itself, and then
 * that they are attached, which it looks up again and again. Source: waitForVolumeAttach, GenerateVerifyControllerAttachedVolumeFunc.
 */
export const mountable = (waitings: Waitings, pod: PodRecord, node: NodeRecord, planning: Planning): Mountable => {
  const volumes = attachedVolumesOf(pod, planning.view);
  const { now } = planning;
  if (volumes.length === 0) return mountableNow;
  const listed = (names: readonly string[]): boolean =>
    volumes.every(({ csi }) => names.includes(uniqueVolumeName(csi)));
  if (!listed(node.volumesInUse))
    return { ready: false, until: nodeStatusAt(node.uid, now + 1) + loopUs, lasting: false, steps: [] };
  const { tries, nextAt } = waitings.get(pod.uid) ?? { tries: 0, nextAt: now };
  if (now < nextAt) return { ready: false, until: nextAt, lasting: isLongest(tries), steps: [] };
  const taken = volumes.find((volume) => isTaken(volume, pod, planning));
  if (listed(node.volumesAttached) && taken === undefined) {
    waitings.delete(pod.uid);
    return mountableNow;
  }
  const next = now + Math.min(firstWaitUs * 2 ** Math.min(tries, 30), longestWaitUs);
  waitings.set(pod.uid, { tries: tries + 1, nextAt: next });
  const steps = taken === undefined ? [] : [failed(pod, [taken.meta.name, inUse])];
  return { ready: false, until: next, lasting: isLongest(tries + 1), steps };
};

/** KL-28: volumes of ConfigMaps and Secrets are set up when these are there, which the kubelet looks up again and again. */
export const settable = (waitings: Waitings, pod: PodRecord, planning: Planning): Mountable => {
  const { now } = planning;
  const missing = missingVolume(pod, planning);
  if (missing === undefined) return mountableNow;
  const { tries, nextAt } = waitings.get(pod.uid) ?? { tries: 0, nextAt: now };
  if (now < nextAt) return { ready: false, until: nextAt, lasting: true, steps: [] };
  const next = now + Math.min(firstWaitUs * 2 ** Math.min(tries, 30), longestWaitUs);
  waitings.set(pod.uid, { tries: tries + 1, nextAt: next });
  return { ready: false, until: next, lasting: true, steps: [failed(pod, missing)] };
};

/** AD-13: a volume for one pod alone that another pod of the node has mounted. */
const isTaken = ({ accessModes, csi }: AttachedVolume, { uid, node }: PodRecord, { physical }: Planning): boolean =>
  accessModes.join() === 'ReadWriteOncePod' &&
  (physical.disks.get(csi.handle)?.pods.some((one) => one !== uid && physical.sandbox(one)?.node === node) ?? false);

const inUse = 'volume uses the ReadWriteOncePod access mode and is already in use by another pod';

const template: EventTemplate = {
  type: 'Warning',
  reason: 'FailedMount',
  message: 'MountVolume.SetUp failed for volume "{0}" : {1}',
  component: 'kubelet',
  series: false,
};

const failed = ({ meta, uid, node }: PodRecord, args: readonly string[]): Step => ({
  command: {
    type: 'RecordEvent',
    template,
    regarding: { kind: 'Pod', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args,
    host: node,
  },
  onRejection: 'continue',
});

/** Handles of the disks that are mounted for a pod. */
export const disksOf = (pod: PodRecord | undefined, { view }: Planning): readonly string[] =>
  pod === undefined ? [] : attachedVolumesOf(pod, view).map(({ csi }) => csi.handle);
