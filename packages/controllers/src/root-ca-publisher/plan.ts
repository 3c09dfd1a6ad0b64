import * as E from 'fp-ts/lib/Either.js';
import { jsonEqual, type JsonObject } from '@orrery/core/engine';
import { draftOf, objectAt } from '@orrery/core/cluster';
import { nothing, type Answer, type Plan, type Planning, type Reaction, type Step } from '@orrery/core/control';
import { certificate, description, descriptionKey } from './certificate.ts';
import { rootCaName, type Memory } from './memory.ts';

const annotations = { [descriptionKey]: description };
const data = { 'ca.crt': certificate };

/** NE-43: a namespace that is not being deleted gets the ConfigMap, and back what was changed of it. */
export const plan = (_memory: Memory, uid: number, { view, body }: Planning): Plan => {
  const namespace = view.tables.Namespace.get(uid);
  if (namespace === undefined || namespace.meta.deletion !== undefined) return nothing;
  const { name } = namespace.meta;
  const found = view.tables.ConfigMap.find(name, rootCaName);
  if (found === undefined) {
    const written = body({ metadata: { annotations }, data });
    const command = { type: 'Create', kind: 'ConfigMap', namespace: name, name: rootCaName, body: written } as const;
    return { steps: [{ command, onRejection: 'stop' }] };
  }
  const draft = draftOf(found);
  const wanted: JsonObject = {
    ...draft,
    metadata: {
      ...objectAt(draft, 'metadata'),
      annotations: { ...objectAt(draft, 'metadata', 'annotations'), ...annotations },
    },
    data,
  };
  if (jsonEqual(draft, wanted)) return nothing;
  const command = { type: 'Update', kind: 'ConfigMap', uid: found.uid, version: found.version } as const;
  return { steps: [{ command: { ...command, body: body(wanted) }, onRejection: 'stop' }] };
};

/** Somebody else was faster, or the namespace has begun to go: both are well. */
export const react = (_memory: Memory, _key: number, _step: Step, answer: Answer): Reaction | undefined =>
  E.isLeft(answer) && (answer.left.reason === 'AlreadyExists' || answer.left.reason === 'Forbidden')
    ? { steps: [], handled: true }
    : undefined;
