import type { Json } from '@orrery/core/engine';
import type { Change, Uid } from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';

/** The account that every namespace has. */
export const defaultAccount = 'default';

/** Namespaces by name, and the names of those that have the account. */
export interface Memory {
  readonly namespaces: Map<string, Uid>;
  readonly served: Set<string>;
}

export const emptyMemory = (): Memory => ({ namespaces: new Map(), served: new Set() });

export const observe = (memory: Memory, change: Change, { queue }: Observing): void => {
  if (change.kind === 'Namespace') {
    const { before, after } = change;
    const name = (after ?? before)?.meta.name ?? '';
    if (after === undefined || after.meta.deletion !== undefined) {
      memory.namespaces.delete(name);
      return;
    }
    memory.namespaces.set(name, after.uid);
    if (!memory.served.has(name)) queue.add(after.uid);
    return;
  }
  if (change.kind !== 'ServiceAccount') return;
  const { before, after } = change;
  const { namespace = '', name } = (after ?? before)?.meta ?? {};
  if (name !== defaultAccount) return;
  if (after !== undefined) {
    memory.served.add(namespace);
    return;
  }
  memory.served.delete(namespace);
  const uid = memory.namespaces.get(namespace);
  if (uid !== undefined) queue.add(uid);
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = ({ namespaces, served }: Memory): Json => ({
  namespaces: Object.fromEntries([...namespaces].sort(([a], [b]) => (a < b ? -1 : 1))),
  served: [...served].sort(),
});
