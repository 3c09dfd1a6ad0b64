import type { Json } from '@orrery/core/engine';
import type { Change } from '@orrery/core/cluster';
import { ServiceMembers, type Observing } from '@orrery/core/control';

export interface Memory {
  readonly members: ServiceMembers;
  /** Services that are gone, whose Endpoints are to go too. */
  readonly machine: { readonly removed: Map<number, { readonly namespace: string; readonly name: string }> };
}

export const emptyMemory = (): Memory => ({ members: new ServiceMembers(), machine: { removed: new Map() } });

export const observe = (memory: Memory, change: Change, { queue, view }: Observing): void => {
  if (change.kind === 'Pod') {
    for (const service of memory.members.observe(change, view)) queue.add(service);
    return;
  }
  if (change.kind === 'Endpoints') {
    // Only one that is taken away is put right at once. Source: onEndpointsDelete.
    if (change.after !== undefined || change.before === undefined) return;
    const service = view.tables.Service.find(change.before.meta.namespace, change.before.meta.name);
    if (service !== undefined) queue.add(service.uid);
    return;
  }
  if (change.kind !== 'Service') return;
  const { before, after } = change;
  memory.members.observe(change, view);
  if (before?.body === after?.body && before?.meta === after?.meta) return;
  if (after === undefined && before !== undefined) memory.machine.removed.set(before.uid, before.meta);
  queue.add((after ?? before)?.uid ?? 0);
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = ({ members }: Memory): Json => members.toJson();
