import { isJsonObject } from '@orrery/core/engine';
import {
  draftOf,
  kindNames,
  kinds,
  objectAt,
  textListAt,
  type AnyRecord,
  type KindName,
  type Records,
  type View,
} from '@orrery/core/cluster';
import { nothing, type Outcome, type Plan, type Planning, type Step } from '@orrery/core/control';
import { classify, lookAgainAfterUs, namespaceFinalizer, remainsForSeconds } from './classify.ts';
import type { Memory } from './memory.ts';

/** Kinds that live in namespaces, besides pods, which go first. Source: OrderedNamespaceDeletion, on since 1.34. */
const others: readonly KindName[] = kindNames.filter((kind) => kind !== 'Pod' && kinds[kind].namespaced);

/** What is in a namespace. A list of everything, as upstream makes one: the controller watches nothing but namespaces. */
const contentOf = (view: View, namespace: string, wanted: readonly KindName[]): readonly AnyRecord[] => {
  const found: AnyRecord[] = [];
  for (const kind of wanted)
    view.tables[kind].forEach((record: AnyRecord) => {
      if (record.meta.namespace === namespace) found.push(record);
    });
  return found;
};

/** Pods while there are any, then all the rest. */
const left = (view: View, namespace: string): readonly AnyRecord[] => {
  const pods = contentOf(view, namespace, ['Pod']);
  return pods.length > 0 ? pods : contentOf(view, namespace, others);
};

const emptying = (key: number, { view }: Planning): Records['Namespace'] | undefined => {
  const record = view.tables.Namespace.get(key);
  return record !== undefined && classify(record) === 'emptying' ? record : undefined;
};

/** NL-8: asks for the deletion of what is left, pods first. Source: namespaced_resources_deleter.go. */
export const plan = (_memory: Memory, key: number, planning: Planning): Plan => {
  const namespace = emptying(key, planning);
  if (namespace === undefined) return nothing;
  const doomed = left(planning.view, namespace.meta.name).filter(({ meta }) => meta.deletion === undefined);
  return { steps: doomed.map(deletion) };
};

const deletion = ({ kind, meta: { namespace, name } }: AnyRecord): Step => ({
  command: { type: 'Delete', kind, namespace, name, propagation: 'Background' },
  onRejection: 'continue',
});

/** NL-9: an empty namespace loses its finalizer and goes; one that is not is looked at again. */
export const conclude = (_memory: Memory, key: number, _outcome: Outcome, planning: Planning): Plan => {
  const namespace = emptying(key, planning);
  if (namespace === undefined) return nothing;
  const remaining = left(planning.view, namespace.meta.name);
  if (remaining.length === 0) return { steps: [finalized(namespace, planning)] };
  // Nothing that is left has been asked to go: the pods went, now it is the turn of the rest.
  if (remaining.every(({ meta }) => meta.deletion === undefined)) return { steps: [], requeueAfterUs: 0 };
  const estimate = remaining.reduce((longest, one) => Math.max(longest, remainsForSeconds(one)), 0);
  return { steps: [], requeueAfterUs: lookAgainAfterUs(estimate) };
};

const finalized = (namespace: Records['Namespace'], { body }: Planning): Step => {
  const draft = draftOf(namespace);
  const finalizers = textListAt(draft, 'spec', 'finalizers').filter((one) => one !== namespaceFinalizer);
  const spec = objectAt(draft, 'spec');
  const written = body({ ...draft, spec: { ...(isJsonObject(spec) ? spec : {}), finalizers } });
  const { kind, uid, version } = namespace;
  return { command: { type: 'Update', kind, uid, version, body: written }, onRejection: 'stop' };
};
