import {
  isTerminal,
  kindNames,
  kinds,
  type AnyRecord,
  type KindName,
  type Records,
  type View,
} from '@orrery/core/cluster';
import { second, type Instant } from '@orrery/core/engine';

/** Kinds that live in namespaces, besides pods, which go first. Source: OrderedNamespaceDeletion, on since 1.34. */
export const others: readonly KindName[] = kindNames.filter((kind) => kind !== 'Pod' && kinds[kind].namespaced);

/** What is in a namespace. A list of everything, as upstream makes one: the controller watches nothing but namespaces. */
export const contentOf = (view: View, namespace: string, kind: KindName): readonly AnyRecord[] => {
  const found: AnyRecord[] = [];
  view.tables[kind].forEach((record: AnyRecord) => {
    if (record.meta.namespace === namespace) found.push(record);
  });
  return found;
};

/** What became of the content of a namespace once it was asked to go. */
export interface Remains {
  /** How long it may take until what is left is gone. */
  readonly estimateSeconds: number;
  /** Objects that are left, by `pods.` or `statefulsets.apps`, and how many of them wait for each finalizer. */
  readonly resources: ReadonlyMap<string, number>;
  readonly finalizers: ReadonlyMap<string, number>;
  /** Kinds of which something is left that nobody holds. */
  readonly errors: readonly string[];
}

/** Something is bound to take this long to lose its finalizers. Source: finalizerEstimateSeconds. */
const finalizerEstimateSeconds = 15;

/** The longest period of pods that have not ended; 0 when that has passed since the namespace was deleted. */
export const podEstimateSeconds = (
  pods: readonly AnyRecord[],
  { meta }: Records['Namespace'],
  now: Instant,
): number => {
  const longest = pods.reduce(
    (most, one) =>
      one.kind === 'Pod' && !isTerminal(one) ? Math.max(most, one.spec.terminationGracePeriodSeconds) : most,
    0,
  );
  return now - (meta.deletion?.dueAt ?? now) >= longest * second ? 0 : longest;
};

const nameOf = (kind: KindName): string => `${kinds[kind].plural}.${kinds[kind].group}`;

const unexpected = (namespace: string, kind: KindName): string => {
  const { group, version, plural } = kinds[kind];
  return `unexpected items still remain in namespace: ${namespace} for gvr: ${group}/${version}, Resource=${plural}`;
};

/** What is left of these kinds. Source: namespaced_resources_deleter.go, deleteAllContentForGroupVersionResource. */
export const remainsOf = (view: View, namespace: string, wanted: readonly KindName[], podSeconds: number): Remains => {
  const resources = new Map<string, number>();
  const finalizers = new Map<string, number>();
  const errors: string[] = [];
  let estimateSeconds = 0;
  for (const kind of wanted) {
    const left = contentOf(view, namespace, kind);
    if (left.length === 0) continue;
    const held = left.flatMap(({ meta }) => meta.finalizers);
    const estimate = kind === 'Pod' && podSeconds > 0 ? podSeconds : held.length > 0 ? finalizerEstimateSeconds : 0;
    if (estimate === 0) {
      errors.push(unexpected(namespace, kind));
      continue;
    }
    estimateSeconds = Math.max(estimateSeconds, estimate);
    resources.set(nameOf(kind), left.length);
    for (const finalizer of held) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
  }
  return { estimateSeconds, resources, finalizers, errors };
};
