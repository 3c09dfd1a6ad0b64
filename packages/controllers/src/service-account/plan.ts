import * as E from 'fp-ts/lib/Either.js';
import { nothing, type Answer, type Plan, type Planning, type Reaction, type Step } from '@orrery/core/control';
import { defaultAccount, type Memory } from './memory.ts';

/** NE-40: a namespace that is not being deleted gets the account if it has none. */
export const plan = (memory: Memory, uid: number, { view, body }: Planning): Plan => {
  const namespace = view.tables.Namespace.get(uid);
  if (namespace === undefined || namespace.meta.deletion !== undefined) return nothing;
  const { name } = namespace.meta;
  if (memory.served.has(name)) return nothing;
  const command = {
    type: 'Create',
    kind: 'ServiceAccount',
    namespace: name,
    name: defaultAccount,
    body: body({}),
  } as const;
  return { steps: [{ command, onRejection: 'stop' }] };
};

/** Somebody else was faster, or the namespace has begun to go: both are well. */
export const react = (_memory: Memory, _key: number, _step: Step, answer: Answer): Reaction | undefined =>
  E.isLeft(answer) && (answer.left.reason === 'AlreadyExists' || answer.left.reason === 'Forbidden')
    ? { steps: [], handled: true }
    : undefined;
