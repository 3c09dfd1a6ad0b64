import { isJsonObject, type Json } from '@orrery/core/engine';
import { draftOf, listAt, objectAt, textAt, type NodeRecord } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { classify, isManaged } from './classify.ts';
import type { Memory } from './memory.ts';

const withTaints = (node: NodeRecord, taints: readonly Json[], { body }: Planning): Step => {
  const draft = draftOf(node);
  const { taints: _, ...spec } = objectAt(draft, 'spec') ?? {};
  const written = body({ ...draft, spec: taints.length === 0 ? spec : { ...spec, taints } });
  const { kind, uid, version } = node;
  return { command: { type: 'Update', kind, uid, version, body: written }, onRejection: 'stop' };
};

/**
 * NL-1: taints that are missing are put on, and then, in a write of its own, those without cause are taken off; the change that
 * the first write makes brings the node back here for the second. Source: doNoScheduleTaintingPass, SwapNodeControllerTaint.
 */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  const node = planning.view.tables.Node.get(key);
  if (node === undefined || !memory.unfit.has(key)) return nothing;
  const { missing, surplus } = classify(node);
  const present = listAt(draftOf(node), 'spec', 'taints');
  if (missing.length > 0) {
    const added = missing.map((one) => ({ key: one, effect: 'NoSchedule' }));
    return { steps: [withTaints(node, [...present, ...added], planning)] };
  }
  return {
    steps: [
      withTaints(
        node,
        present.filter((taint) => !isSurplus(taint, surplus)),
        planning,
      ),
    ],
  };
};

const isSurplus = (taint: Json, surplus: readonly string[]): boolean => {
  const key = isJsonObject(taint) ? (textAt(taint, 'key') ?? '') : '';
  return isManaged({ key, effect: textAt(taint, 'effect') ?? '' }) && surplus.includes(key);
};
