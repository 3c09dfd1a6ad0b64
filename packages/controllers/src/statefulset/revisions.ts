import { canonicalJson, isJsonObject, type JsonObject } from '@orrery/core/engine';
import {
  apiVersionOf,
  at,
  draftOf,
  objectAt,
  oncePerBody,
  uuidOf,
  type ControllerRevisionRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import {
  nextRevision,
  revisionData,
  revisionHash,
  revisionHashLabel,
  revisionName,
  revisionText,
  sortedRevisions,
  type Planning,
  type Step,
} from '@orrery/core/control';

/** The revision that pods should be at, and the one they are rolled away from. */
export interface Revisions {
  readonly sorted: readonly ControllerRevisionRecord[];
  readonly current: { readonly name: string; readonly template: JsonObject };
  readonly update: { readonly name: string; readonly template: JsonObject };
  /** Writes that make the update revision exist with the right number. */
  readonly steps: readonly Step[];
}

const templateText = oncePerBody((body) => canonicalJson(revisionData(objectAt(body.json, 'spec', 'template') ?? {})));

/** The pod template that a revision records. */
const templateOf = (revision: ControllerRevisionRecord): JsonObject => {
  const template = at(revision.data, 'spec', 'template');
  if (!isJsonObject(template)) return {};
  const { $patch: _, ...rest } = template;
  return rest;
};

const body = (set: StatefulSetRecord, hash: string, revision: number): JsonObject => ({
  metadata: {
    labels: { ...objectAt(set.spec.template, 'metadata', 'labels'), [revisionHashLabel]: hash },
    ...(Object.keys(set.meta.annotations).length === 0 ? {} : { annotations: set.meta.annotations }),
    ownerReferences: [
      {
        apiVersion: apiVersionOf('StatefulSet'),
        kind: 'StatefulSet',
        name: set.meta.name,
        uid: uuidOf('StatefulSet', set.uid),
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  },
  revision,
  data: revisionData(set.spec.template),
});

/**
 * SS-3: finds the update revision – the last one if it is equal, an older equal one with a new number (a roll back),
 * or a new one – and the current one, which status names. Source: getStatefulSetRevisions.
 */
export const revisionsFor = (
  set: StatefulSetRecord,
  known: readonly ControllerRevisionRecord[],
  planning: Planning,
): Revisions => {
  const sorted = sortedRevisions(known);
  const text = templateText(set.body);
  const next = nextRevision(sorted);
  const equal = sorted.filter((revision) => revisionText(revision) === text);
  const last = sorted[sorted.length - 1];
  const reused = last !== undefined && equal.includes(last) ? last : equal[equal.length - 1];
  const hash = revisionHash(text, set.status.collisionCount);
  const update = { name: reused?.meta.name ?? revisionName(set.meta.name, hash), template: set.spec.template };
  const named = sorted.find(({ meta }) => meta.name === set.status.currentRevision);
  const current = named === undefined ? update : { name: named.meta.name, template: templateOf(named) };
  return { sorted, current, update, steps: writes(set, reused, last, hash, next, planning) };
};

const writes = (
  set: StatefulSetRecord,
  reused: ControllerRevisionRecord | undefined,
  last: ControllerRevisionRecord | undefined,
  hash: string,
  next: number,
  planning: Planning,
): readonly Step[] => {
  if (reused !== undefined && reused === last) return [];
  if (reused !== undefined) {
    const renumbered = { ...draftOf(reused), revision: next };
    const command = {
      type: 'Update' as const,
      kind: 'ControllerRevision' as const,
      uid: reused.uid,
      version: reused.version,
      body: planning.body(renumbered),
    };
    return [{ command, onRejection: 'stop' }];
  }
  const command = {
    type: 'Create' as const,
    kind: 'ControllerRevision' as const,
    namespace: set.meta.namespace,
    name: revisionName(set.meta.name, hash),
    body: planning.body(body(set, hash, next)),
  };
  return [{ command, onRejection: 'stop' }];
};

/** SS-12: revisions beyond the history limit that nothing uses go, lowest number first. Source: truncateHistory. */
export const truncation = (
  set: StatefulSetRecord,
  sorted: readonly ControllerRevisionRecord[],
  live: ReadonlySet<string>,
): readonly Step[] => {
  const limit = set.spec.revisionHistoryLimit;
  if (limit < 0) return [];
  const idle = sorted.filter(({ meta }) => !live.has(meta.name));
  return idle.slice(0, Math.max(0, idle.length - limit)).map(({ meta, uid }) => ({
    command: { type: 'Delete', kind: 'ControllerRevision', namespace: meta.namespace, name: meta.name, uid },
    onRejection: 'continue',
  }));
};
