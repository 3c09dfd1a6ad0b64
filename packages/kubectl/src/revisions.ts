import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { listAt, numberAt, objectAt, textAt, type KindName } from '@orrery/core/cluster';
import type { Part } from './call.ts';
import { listObjects } from './client.ts';
import type { Selected } from './select.ts';

/** One rollout that a workload remembers. */
export interface Revision {
  readonly number: number;
  readonly cause: string;
  /** The template at that revision, as a strategic patch of the workload. */
  readonly data: JsonObject;
}

const causeOf = (object: JsonObject): string =>
  textAt(object, 'metadata', 'annotations', 'kubernetes.io/change-cause') ?? '<none>';

/** Objects of a kind that a workload controls. */
export function* ownedBy({ namespace, object }: Selected, kind: KindName): Part<readonly JsonObject[]> {
  const uid = textAt(object, 'metadata', 'uid');
  const listed = yield* listObjects(kind, namespace);
  if (E.isLeft(listed)) return [];
  return listed.right.filter((one) =>
    listAt(one, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid),
  );
}

/** The number that a ReplicaSet bears. */
export const numberOf = (set: JsonObject): number =>
  Number(textAt(set, 'metadata', 'annotations', 'deployment.kubernetes.io/revision') ?? '0') || 0;

/** A ReplicaSet's template without the label that tells it from others. */
const templateOf = (set: JsonObject): JsonObject => {
  const template = objectAt(set, 'spec', 'template') ?? {};
  const metadata = objectAt(template, 'metadata') ?? {};
  const { 'pod-template-hash': _, ...labels } = objectAt(metadata, 'labels') ?? {};
  return { ...template, metadata: { ...metadata, labels } };
};

const ofReplicaSet = (set: JsonObject): Revision => ({
  number: numberOf(set),
  cause: causeOf(set),
  data: { spec: { template: { ...templateOf(set), $patch: 'replace' } } },
});

const ofControllerRevision = (object: JsonObject): Revision => ({
  number: numberAt(object, 'revision') ?? 0,
  cause: causeOf(object),
  data: objectAt(object, 'data') ?? {},
});

/** The revisions that a workload remembers, oldest first: a Deployment as ReplicaSets, others as ControllerRevisions. */
export function* revisionsOf(one: Selected): Part<readonly Revision[]> {
  const found =
    one.kind === 'Deployment'
      ? (yield* ownedBy(one, 'ReplicaSet')).map(ofReplicaSet)
      : (yield* ownedBy(one, 'ControllerRevision')).map(ofControllerRevision);
  return found.sort((a, b) => a.number - b.number);
}
