import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { listAt, numberAt, objectAt, textAt } from '@orrery/core/cluster';
import type { Part } from './call.ts';
import { listObjects } from './client.ts';
import type { Selected } from './select.ts';

/** A ControllerRevision of a workload. */
export interface Revision {
  readonly number: number;
  readonly cause: string;
  /** The template at that revision, as a strategic patch of the workload. */
  readonly data: JsonObject;
}

/** The revisions that a workload controls, oldest first. */
export function* revisionsOf(one: Selected): Part<readonly Revision[]> {
  const uid = textAt(one.object, 'metadata', 'uid');
  const listed = yield* listObjects('ControllerRevision', one.namespace);
  if (E.isLeft(listed)) return [];
  return listed.right
    .filter((object) => listAt(object, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid))
    .map((object) => ({
      number: numberAt(object, 'revision') ?? 0,
      cause: textAt(object, 'metadata', 'annotations', 'kubernetes.io/change-cause') ?? '<none>',
      data: objectAt(object, 'data') ?? {},
    }))
    .sort((a, b) => a.number - b.number);
}
