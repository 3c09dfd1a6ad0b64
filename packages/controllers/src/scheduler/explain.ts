import { kindNames, objectChange, type PodRecord } from '@orrery/core/cluster';
import { Expectations, type Observing, type Reading } from '@orrery/core/control';
import type { Refusal } from './classify.ts';
import { candidateOf, refuse } from './filters.ts';
import { emptyMemory, observe, roomOn, type Memory } from './memory.ts';
import { claimsOf } from './volumes.ts';

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
  const candidate = candidateOf(memory, pod, claims, view);
  const nodes = view.tables.Node.toArray().map((node): NodeVerdict => {
    const { name } = node.meta;
    return { node: name, refusal: refuse(memory, candidate, node, roomOn(memory, name), view) };
  });
  return { before: undefined, nodes };
};
