import { at, isTerminal, keyOf, provisionedBy, textAt, type PersistentVolumeRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { unbindVolume } from './bind.ts';
import type { Memory } from './memory.ts';
import { reported, type Report } from './reported.ts';

type Volume = PersistentVolumeRecord;

/** Names of provisioners that are plugins of the controller itself. */
export const inTreePrefix = 'kubernetes.io/';

/** Who made the volume; undefined: a person did. */
export const provisionedByPlugin = ({ meta }: Volume): string | undefined => meta.annotations[provisionedBy];

/** What is done with a volume that has lost its claim for good. Source: reclaimVolume. */
export const reclaim = (memory: Memory, volume: Volume, planning: Planning): Plan => {
  switch (volume.reclaimPolicy) {
    case 'Retain':
      return nothing;
    case 'Delete':
      return { steps: deleting(volume) };
    case 'Recycle':
      return recycling(memory, volume, planning);
    default:
      return { steps: failed(volume, 'unknownPolicy', 'Volume has unrecognized PersistentVolumeReclaimPolicy') };
  }
};

/** The phase Failed, and the Event that says why: only when that is news. Source: updateVolumePhaseWithEvent. */
const failed = (volume: Volume, report: Report, message: string): readonly Step[] => {
  const { status, uid, version } = volume;
  if (status.phase === 'Failed') return [];
  return [
    { command: { type: 'SetVolumePhase', uid, version, phase: 'Failed', message }, onRejection: 'stop' },
    reported(volume, report, [message]),
  ];
};

// --- Delete ---------------------------------------------------------------------------------------------------------

/** PV-17: the only deleter of the controller's own is for paths of a host below /tmp. Source: hostpath newDeleter. */
const deletable = /^\/tmp\/.+/;

/** PV-13, PV-17: what a provisioner outside has made is left to it; else a plugin removes it and the object goes too. Source: deleteVolumeOperation. */
const deleting = (volume: Volume): readonly Step[] => {
  const { meta, body, uid } = volume;
  const provisioner = provisionedByPlugin(volume);
  if (provisioner !== undefined && !provisioner.startsWith(inTreePrefix)) return [];
  if (meta.deletion !== undefined) return [];
  const path = textAt(body.json, 'spec', 'hostPath', 'path');
  if (path !== undefined && deletable.test(path))
    return [
      {
        command: { type: 'Delete', kind: 'PersistentVolume', namespace: '', name: meta.name, uid },
        onRejection: 'stop',
      },
    ];
  const why =
    path === undefined
      ? `error getting deleter volume plugin for volume "${meta.name}": no deletable volume plugin matched`
      : `host_path deleter only supports /tmp/.+ but received provided ${path}`;
  return failed(volume, 'notDeleted', why);
};

// --- Recycle --------------------------------------------------------------------------------------------------------

/**
 * PV-18: a recycler pod empties the volume, unless pods still use its old claim's name; then it is free again. The pod is played:
 * only its time is taken. Source: recycleVolumeOperation.
 */
const recycling = (memory: Memory, volume: Volume, planning: Planning): Plan => {
  const users = usersOf(memory, volume, planning);
  if (users.length > 0) return { steps: [reported(volume, 'usedByPods', [users.join(',')])] };
  const spec = at(volume.body.json, 'spec');
  if (at(spec, 'hostPath') === undefined && at(spec, 'nfs') === undefined)
    return { steps: failed(volume, 'notRecycled', 'No recycler plugin found for the volume!') };
  const { now, choices, timing } = planning;
  const dueAt = memory.scrubs.get(volume.uid);
  if (dueAt === undefined) {
    const tookUs = choices.delay('volume-binder/scrub', volume.uid, volume.version, 0, timing.volumeScrub);
    memory.scrubs.set(volume.uid, now + tookUs);
    return { steps: [], requeueAfterUs: tookUs };
  }
  if (dueAt > now) return { steps: [], requeueAfterUs: dueAt - now };
  memory.scrubs.delete(volume.uid);
  return { steps: [reported(volume, 'recycled'), ...unbindVolume(volume)] };
};

/** Pods that are not over and use the name of the claim that the volume had, as `namespace/name`. Source: isVolumeUsed. */
const usersOf = ({ users }: Memory, { claim }: Volume, { view }: Planning): readonly string[] => {
  if (claim === undefined) return [];
  return users
    .of(keyOf(claim.namespace, claim.name))
    .flatMap((uid) => view.tables.Pod.get(uid) ?? [])
    .filter((pod) => !isTerminal(pod))
    .map(({ meta }) => `${meta.namespace}/${meta.name}`);
};
