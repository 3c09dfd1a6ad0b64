import { attachedVolumesOf, isBeating, uniqueVolumeName, type NodeRecord, type Uid } from '@orrery/core/cluster';
import { nodeStatusAt, nothing, type Plan, type Planning } from '@orrery/core/control';
import type { Memory } from './memory.ts';

/**
 * AD-11: a kubelet writes which volumes are in use when it looks at its node's status, if that has changed: those of pods that are
 * to have them, and those that are still mounted.
 */
export const plan = (memory: Memory, key: Uid, planning: Planning): Plan => {
  const { view, physical, now } = planning;
  const node = view.tables.Node.get(key);
  if (node === undefined || !isBeating(physical.host(node.meta.name))) return nothing;
  const at = nodeStatusAt(key, now);
  if (at > now) return { steps: [], requeueAfterUs: at - now };
  const volumes = volumesInUse(memory, node, planning);
  if (volumes.join() === node.volumesInUse.join()) return nothing;
  return { steps: [{ command: { type: 'ReportVolumesInUse', uid: key, volumes }, onRejection: 'stop' }] };
};

const volumesInUse = ({ pods, mounted }: Memory, { meta }: NodeRecord, planning: Planning): readonly string[] => {
  const { view, physical } = planning;
  const names = new Set<string>();
  for (const uid of pods.of(meta.name)) {
    const pod = view.tables.Pod.get(uid);
    if (pod !== undefined) for (const { csi } of attachedVolumesOf(pod, view)) names.add(uniqueVolumeName(csi));
  }
  for (const uid of mounted.of(meta.name))
    for (const handle of physical.sandbox(uid)?.volumes ?? []) {
      const disk = physical.disks.get(handle);
      if (disk !== undefined) names.add(uniqueVolumeName({ driver: disk.driver, handle }));
    }
  return [...names].sort();
};
