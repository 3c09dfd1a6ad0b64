import { canonicalJson, type JsonObject } from '@orrery/core/engine';
import {
  objectAt,
  oncePerBody,
  textsAt,
  uuidOf,
  type ControllerRevisionRecord,
  type DaemonSetRecord,
  type PodRecord,
} from '@orrery/core/cluster';
import {
  controllerReference,
  createRevision,
  deleteRevision,
  nextRevision,
  podRevisionLabel,
  revisionData,
  revisionHash,
  revisionText,
  sortedRevisions,
  type Planning,
  type Step,
} from '@orrery/core/control';
import type { ClaimedRevisions } from './claims.ts';
import { Rewrites, rewritten } from './rewrites.ts';

/** The data that a revision of the present template records, as a text. */
export const templateText = oncePerBody((body) =>
  canonicalJson(revisionData(objectAt(body.json, 'spec', 'template') ?? {})),
);

/** The hash that a revision goes by; one without takes its own name for it. */
const hashOf = ({ meta }: ControllerRevisionRecord): string => meta.labels[podRevisionLabel] ?? meta.name;

/** The revisions of a set in the order of history, split by whether they record the present template. */
const split = (set: DaemonSetRecord, { own, adoptable }: ClaimedRevisions) => {
  const sorted = sortedRevisions([...own, ...adoptable]);
  const text = templateText(set.body);
  return {
    equal: sorted.filter((revision) => revisionText(revision) === text),
    old: sorted.filter((revision) => revisionText(revision) !== text),
  };
};

/**
 * DS-8: the hash of the present template, as pods bear it in a label: that of its revision, or of the one to be made. Upstream
 * hashes a dump of Go's structures, which nothing outside Go can repeat; ours hashes the template's text, so names differ from a
 * real cluster's while equality does not.
 */
export const currentHash = (set: DaemonSetRecord, claimed: ClaimedRevisions): string => {
  const current = split(set, claimed).equal.at(-1);
  return current === undefined ? revisionHash(templateText(set.body), set.status.collisionCount) : hashOf(current);
};

export interface History {
  readonly hash: string;
  readonly old: readonly ControllerRevisionRecord[];
  /** Writes that make the current revision exist, once, with the highest number. */
  readonly steps: readonly Step[];
  /** Copies of the current revision go, and pods are relabelled: what follows from the labels waits for the next pass. */
  readonly merges: boolean;
}

/** A draft with one label more. */
export const labelled = (draft: JsonObject, label: string, value: string): JsonObject => ({
  ...draft,
  metadata: {
    ...objectAt(draft, 'metadata'),
    labels: { ...textsAt(draft, 'metadata', 'labels'), [label]: value },
  },
});

/** DS-8, DS-14: finds or makes the revision of the present template. Source: constructHistory, controlledHistories. */
export const historyFor = (
  set: DaemonSetRecord,
  claimed: ClaimedRevisions,
  pods: () => readonly PodRecord[],
  planning: Planning,
): History => {
  const { equal, old } = split(set, claimed);
  const rewrites = new Rewrites(planning);
  const uuid = uuidOf('DaemonSet', set.uid);
  for (const revision of claimed.strays) rewrites.disown(revision, uuid);
  if (claimed.adoptable.length > 0) rewrites.recheck(set);
  for (const revision of claimed.adoptable) rewrites.own(revision, controllerReference(set));
  for (const revision of [...old, ...equal])
    if (revision.meta.labels[podRevisionLabel] === undefined)
      rewrites.change(revision, (draft) => labelled(draft, podRevisionLabel, revision.meta.name));
  const current = equal.at(-1);
  const next = nextRevision(old);
  if (current === undefined) {
    const hash = revisionHash(templateText(set.body), set.status.collisionCount);
    return {
      hash,
      old,
      steps: [...rewrites.steps, createRevision(set, hash, podRevisionLabel, next, planning)],
      merges: false,
    };
  }
  const hash = hashOf(current);
  const merges = equal.length > 1;
  const merging = merges ? merge(equal.slice(0, -1), hash, pods(), planning) : [];
  // A roll back: the old revision becomes the newest.
  const renumbers = current.revision < next ? rewrites.changed(current, (draft) => ({ ...draft, revision: next })) : [];
  return { hash, old, steps: [...rewrites.steps, ...merging, ...renumbers], merges };
};

/** DS-16: pods of copies take the label of the one that stays, then the copies go. Source: dedupCurHistories. */
const merge = (
  copies: readonly ControllerRevisionRecord[],
  hash: string,
  pods: readonly PodRecord[],
  planning: Planning,
): readonly Step[] => [
  ...pods
    .filter(({ meta }) => meta.labels[podRevisionLabel] !== hash)
    .map((pod) => rewritten(pod, (draft) => labelled(draft, podRevisionLabel, hash), planning)),
  ...copies.map(({ meta }): Step => ({
    command: { type: 'Delete', kind: 'ControllerRevision', namespace: meta.namespace, name: meta.name },
    onRejection: 'stop',
  })),
];

/** DS-9: old revisions that no pod bears go beyond the history limit, the lowest number first. Source: cleanupHistory. */
export const cleanup = (
  set: DaemonSetRecord,
  old: readonly ControllerRevisionRecord[],
  bears: (hash: string) => boolean,
): readonly Step[] => {
  const excess = old.length - set.spec.revisionHistoryLimit;
  if (excess <= 0) return [];
  return old
    .filter((revision) => !bears(hashOf(revision)))
    .slice(0, excess)
    .map((revision, index) => ({ ...deleteRevision(revision), onRejection: 'end-batch', batch: index }));
};
