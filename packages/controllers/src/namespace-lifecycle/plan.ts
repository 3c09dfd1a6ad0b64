import { isJsonObject } from '@orrery/core/engine';
import { draftOf, objectAt, textListAt, type KindName, type Records } from '@orrery/core/cluster';
import {
  nothing,
  type Answer,
  type Outcome,
  type Plan,
  type Planning,
  type Reaction,
  type Step,
} from '@orrery/core/control';
import { classify, lookAgainAfterUs, namespaceFinalizer } from './classify.ts';
import { statusWith } from './conditions.ts';
import { contentOf, others, podEstimateSeconds, remainsOf } from './content.ts';
import type { Memory } from './memory.ts';

/** Until when the pods that were there may take. */
type Draft = number;

const emptying = (key: number, { view }: Planning): Records['Namespace'] | undefined => {
  const record = view.tables.Namespace.get(key);
  return record !== undefined && classify(record) === 'emptying' ? record : undefined;
};

const collection = (kind: KindName, namespace: string): Step => ({
  command: { type: 'DeleteCollection', kind, namespace, propagation: 'Background' },
  onRejection: 'continue',
});

/** NL-8: asks for the deletion of the pods. Source: namespaced_resources_deleter.go. */
export const plan = (_memory: Memory, key: number, planning: Planning): Plan<Draft> => {
  const namespace = emptying(key, planning);
  if (namespace === undefined) return nothing;
  const { name } = namespace.meta;
  const pods = contentOf(planning.view, name, 'Pod');
  return { steps: [collection('Pod', name)], draft: podEstimateSeconds(pods, namespace, planning.now) };
};

/** NL-8: once no pod is left, everything else is asked to go, kind by kind. */
export const react = (
  _memory: Memory,
  key: number,
  { command }: Step,
  _answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  const namespace = emptying(key, planning);
  if (namespace === undefined || command.type !== 'DeleteCollection' || command.kind !== 'Pod') return undefined;
  const { name } = namespace.meta;
  if (contentOf(planning.view, name, 'Pod').length > 0) return undefined;
  const left = others.filter((kind) => contentOf(planning.view, name, kind).length > 0);
  return { steps: left.map((kind) => collection(kind, name)), handled: false };
};

/** NL-9, NL-69: the status says what is left; an empty namespace loses its finalizer and goes, another is looked at again. */
export const conclude = (_memory: Memory, key: number, { draft = 0 }: Outcome<Draft>, planning: Planning): Plan => {
  const namespace = emptying(key, planning);
  if (namespace === undefined) return nothing;
  const { view, now, body } = planning;
  const { name } = namespace.meta;
  const pods = remainsOf(view, name, ['Pod'], draft);
  const podsLeft = pods.resources.size > 0 || pods.errors.length > 0;
  const remains = podsLeft ? pods : remainsOf(view, name, others, 0);
  const status = statusWith(namespace, remains, now);
  const { kind, uid } = namespace;
  const steps: Step[] =
    status === undefined
      ? []
      : [{ command: { type: 'UpdateStatus', kind, uid, status: body(status) }, onRejection: 'continue' }];
  if (remains.errors.length > 0) return { steps, error: remains.errors.join(', ') };
  if (remains.resources.size > 0) return { steps, requeueAfterUs: lookAgainAfterUs(remains.estimateSeconds) };
  return { steps: [...steps, finalized(namespace, planning)] };
};

const finalized = (namespace: Records['Namespace'], { body }: Planning): Step => {
  const draft = draftOf(namespace);
  const finalizers = textListAt(draft, 'spec', 'finalizers').filter((one) => one !== namespaceFinalizer);
  const spec = objectAt(draft, 'spec');
  const written = body({ ...draft, spec: { ...(isJsonObject(spec) ? spec : {}), finalizers } });
  const { kind, uid } = namespace;
  // Without a version: upstream reads again after the conflict with its own write of the status.
  return { command: { type: 'Update', kind, uid, body: written }, onRejection: 'stop' };
};
