import { kindNames, objectChange, type PodRecord } from '@orrery/core/cluster';
import { Expectations, type Observing, type Reading } from '@orrery/core/control';
import { affinityOf, classify, type Refusal } from './classify.ts';
import { emptyMemory, observe, roomOn, type Memory } from './memory.ts';
import { neighbourhoodOf } from './neighbourhood.ts';
import { claimsOf, volumesOn } from './volumes.ts';

/** What one node would say to a pod now; no refusal: it would take it. */
export interface NodeVerdict {
  readonly node: string;
  readonly refusal: Pick<Refusal, 'plugin' | 'reasons'> | undefined;
}

/** The scheduler's memory of a view, as if it had just listed everything. */
const memoryOf = (reading: Reading): Memory => {
  const memory = emptyMemory();
  const observing: Observing = {
    ...reading,
    queue: { add: () => undefined, addAfter: () => undefined },
    expectations: new Expectations(),
    live: false,
  };
  for (const kind of kindNames)
    for (const record of reading.view.tables[kind].toArray())
      observe(memory, objectChange(undefined, record), observing);
  return memory;
};

/**
 * What every node would say to a pod, for people who ask why it is nowhere. It looks at all nodes, whatever the sampling rule
 * would leave out, and at the caches as they are, with nothing assumed. A problem with its claims comes before any node.
 */
export const explainPlacement = (
  pod: PodRecord,
  reading: Reading,
): { readonly before: string | undefined; readonly nodes: readonly NodeVerdict[] } => {
  const { view } = reading;
  const memory = memoryOf(reading);
  const claims = claimsOf(pod, view);
  if ('message' in claims) return { before: claims.message, nodes: [] };
  const affinity = affinityOf(pod);
  const neighbourhood = neighbourhoodOf(memory, pod, affinity, view);
  const nodes = view.tables.Node.toArray().map((node): NodeVerdict => {
    const { name } = node.meta;
    const refused = classify(pod, affinity, node, roomOn(memory, name));
    if (refused !== undefined) return { node: name, refusal: refused };
    const found = volumesOn(memory, claims, node, view);
    if ('reasons' in found) return { node: name, refusal: { plugin: 'VolumeBinding', reasons: found.reasons } };
    return { node: name, refusal: neighbourhood.refuse(node) };
  });
  return { before: undefined, nodes };
};
