import type { Json } from '@orrery/core/engine';
import type { Change, Uid } from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';

/** The ConfigMap that every namespace has. */
export const rootCaName = 'kube-root-ca.crt';

/** Namespaces by name. */
export interface Memory {
  readonly namespaces: Map<string, Uid>;
}

export const emptyMemory = (): Memory => ({ namespaces: new Map() });

export const observe = ({ namespaces }: Memory, change: Change, { queue }: Observing): void => {
  if (change.kind === 'Namespace') {
    const { before, after } = change;
    const name = (after ?? before)?.meta.name ?? '';
    if (after === undefined) {
      namespaces.delete(name);
      return;
    }
    namespaces.set(name, after.uid);
    if (before === undefined) queue.add(after.uid);
    return;
  }
  if (change.kind !== 'ConfigMap') return;
  const { namespace = '', name } = (change.after ?? change.before)?.meta ?? {};
  const uid = namespaces.get(namespace);
  if (name === rootCaName && change.before !== undefined && uid !== undefined) queue.add(uid);
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = ({ namespaces }: Memory): Json =>
  Object.fromEntries([...namespaces].sort(([a], [b]) => (a < b ? -1 : 1)));
