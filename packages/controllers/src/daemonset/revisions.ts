import { canonicalJson, type JsonObject } from '@orrery/core/engine';
import {
  draftOf,
  objectAt,
  oncePerBody,
  type ControllerRevisionRecord,
  type DaemonSetRecord,
} from '@orrery/core/cluster';
import {
  nextRevision,
  podRevisionLabel,
  revisionData,
  revisionHash,
  revisionName,
  revisionText,
  sortedRevisions,
  type Planning,
  type Step,
} from '@orrery/core/control';
import { ownerReference } from './pods.ts';

const templateText = oncePerBody((body) => canonicalJson(revisionData(objectAt(body.json, 'spec', 'template') ?? {})));

/**
 * DS-8: the hash of the present template, as pods bear it in a label. Upstream hashes a dump of Go's structures, which nothing
 * outside Go can repeat; ours hashes the template's text, so names differ from a real cluster's while equality does not.
 */
export const currentHash = (set: DaemonSetRecord): string =>
  revisionHash(templateText(set.body), set.status.collisionCount);

export interface History {
  readonly hash: string;
  readonly old: readonly ControllerRevisionRecord[];
  /** Writes that make the current revision exist with the highest number. */
  readonly steps: readonly Step[];
}

const body = (set: DaemonSetRecord, hash: string, revision: number): JsonObject => ({
  metadata: {
    labels: { ...objectAt(set.spec.template, 'metadata', 'labels'), [podRevisionLabel]: hash },
    ...(Object.keys(set.meta.annotations).length === 0 ? {} : { annotations: set.meta.annotations }),
    ownerReferences: [ownerReference(set)],
  },
  revision,
  data: revisionData(set.spec.template),
});

/** DS-8: finds or makes the revision of the present template. Source: constructHistory. */
export const historyFor = (
  set: DaemonSetRecord,
  known: readonly ControllerRevisionRecord[],
  planning: Planning,
): History => {
  const sorted = sortedRevisions(known);
  const text = templateText(set.body);
  const current = sorted.filter((revision) => revisionText(revision) === text).at(-1);
  const old = sorted.filter((revision) => revision !== current);
  const hash = current?.meta.labels[podRevisionLabel] ?? currentHash(set);
  return { hash, old, steps: writes(set, current, hash, nextRevision(old), planning) };
};

const writes = (
  set: DaemonSetRecord,
  current: ControllerRevisionRecord | undefined,
  hash: string,
  next: number,
  planning: Planning,
): readonly Step[] => {
  if (current === undefined) {
    const command = {
      type: 'Create' as const,
      kind: 'ControllerRevision' as const,
      namespace: set.meta.namespace,
      name: revisionName(set.meta.name, hash),
      body: planning.body(body(set, hash, next)),
    };
    return [{ command, onRejection: 'stop' }];
  }
  if (current.revision >= next) return [];
  // A roll back: the old revision becomes the newest.
  const renumbered = planning.body({ ...draftOf(current), revision: next });
  const command = { type: 'Update' as const, kind: 'ControllerRevision' as const, uid: current.uid, body: renumbered };
  return [{ command, onRejection: 'stop' }];
};

/** DS-9: old revisions that no pod names go beyond the history limit, the lowest number first. Source: cleanupHistory. */
export const cleanup = (
  set: DaemonSetRecord,
  old: readonly ControllerRevisionRecord[],
  inUse: () => ReadonlySet<string>,
): readonly Step[] => {
  const excess = old.length - set.spec.revisionHistoryLimit;
  if (excess <= 0) return [];
  const live = inUse();
  const idle = old.filter(({ meta }) => !live.has(meta.labels[podRevisionLabel] ?? ''));
  return idle.slice(0, Math.max(0, excess)).map(({ meta, uid }) => ({
    command: { type: 'Delete', kind: 'ControllerRevision', namespace: meta.namespace, name: meta.name, uid },
    onRejection: 'continue',
  }));
};
