import * as E from 'fp-ts/lib/Either.js';
import { flagAt, kinds } from '@orrery/core/cluster';
import { print } from '../call.ts';
import { patchObject } from '../client.ts';
import { each } from '../each.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { valued } from '../flags.ts';
import type { Verb } from '../invocation.ts';
import { objectName } from '../resource.ts';
import { selecting } from '../select.ts';

/** What the two verbs make of `spec.paused`, and what they say. */
interface Pausing {
  readonly name: 'pause' | 'resume';
  readonly paused: boolean;
  readonly done: string;
  /** Why a Deployment that is so already is left alone. */
  readonly already: string;
}

/** Deployments alone can be paused. */
const verb = ({ name, paused, done, already }: Pausing): Verb => ({
  name: `rollout ${name}`,
  flags: [...selecting, valued('output', 'o'), fieldManagerFlag],
  run: (invocation) =>
    each(invocation, function* ({ kind, namespace, name: object, object: now }) {
      const { plural, group } = kinds[kind];
      const full = group === '' ? plural : `${plural}.${group}`;
      if (kind !== 'Deployment') {
        const doing = paused ? 'pausing' : 'resuming';
        return `error: ${full} "${object}" ${doing} is not supported`;
      }
      if (flagAt(now, 'spec', 'paused') === paused) return `error: ${full} "${object}" ${already}`;
      const body = { spec: { paused: paused ? true : null } };
      const answer = yield* patchObject({
        kind,
        namespace,
        name: object,
        patchType: 'strategic',
        body,
        fieldManager: signedBy(invocation.flags, 'kubectl-rollout'),
      });
      if (E.isLeft(answer)) return answer.left.text();
      yield* print(`${objectName(kind, object)} ${done}`);
      return undefined;
    }),
});

export const rolloutPause = verb({ name: 'pause', paused: true, done: 'paused', already: 'is already paused' });

export const rolloutResume = verb({ name: 'resume', paused: false, done: 'resumed', already: 'is not paused' });
