import type { NodeRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning } from '@orrery/core/control';
import { classify, isManaged } from './classify.ts';
import { monitorKey, nodeOfKey, taintingKey, type Memory } from './memory.ts';
import { monitor } from './monitor.ts';
import { tainting } from './tainting.ts';
import { withTaints } from './taints.ts';

/** A run of the monitor, a run of the loop that taints, or a look at the NoSchedule taints of one node. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  if (key === monitorKey) return monitor(memory, planning);
  if (key === taintingKey) return tainting(memory, planning);
  const uid = nodeOfKey(key);
  const node = planning.view.tables.Node.get(uid);
  return node === undefined || !memory.unfit.has(uid) ? nothing : noSchedule(node, planning);
};

/**
 * NL-1: taints that are missing are put on, and then, in a write of its own, those without cause are taken off; the change that
 * the first write makes brings the node back here for the second. Source: doNoScheduleTaintingPass, SwapNodeControllerTaint.
 */
const noSchedule = (node: NodeRecord, planning: Planning): Plan => {
  const { missing, surplus } = classify(node);
  if (missing.length > 0) {
    const added = missing.map((key) => ({ key, effect: 'NoSchedule' }));
    return { steps: [withTaints(node, added, () => false, planning)] };
  }
  return { steps: [withTaints(node, [], (taint) => isManaged(taint) && surplus.includes(taint.key), planning)] };
};
