import type { JsonObject } from '@orrery/core/engine';
import { draftOf, listAt, objectAt, textAt, timestamp, type NodeRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';

/** A taint by its key and effect. */
export interface Named {
  readonly key: string;
  readonly effect: string;
}

/** A step that writes a node's taints anew: some more, dated, or some less. Users' own taints stay. */
export const withTaints = (
  node: NodeRecord,
  added: readonly Named[],
  isSurplus: (taint: Named) => boolean,
  { body, epoch, now }: Planning,
): Step => {
  const draft = draftOf(node);
  const { taints: _, ...spec } = objectAt(draft, 'spec') ?? {};
  const kept = listAt(draft, 'spec', 'taints').filter(
    (taint) => !isSurplus({ key: textAt(taint, 'key') ?? '', effect: textAt(taint, 'effect') ?? '' }),
  );
  const dated = added.map(({ key, effect }): JsonObject => ({ key, effect, timeAdded: timestamp(epoch, now) }));
  const taints = [...kept, ...dated];
  const written = body({ ...draft, spec: taints.length === 0 ? spec : { ...spec, taints } });
  const { kind, uid, version } = node;
  return { command: { type: 'Update', kind, uid, version, body: written }, onRejection: 'stop' };
};
