import { canonicalJson, isJsonObject, type JsonObject } from '@orrery/core/engine';
import { at, objectAt, oncePerBody, type ControllerRevisionRecord, type StatefulSetRecord } from '@orrery/core/cluster';
import { restoredTemplate } from '@orrery/core/api';
import {
  createRevision,
  deleteRevision,
  nextRevision,
  renumberRevision,
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

/** The note on steps that write revisions. */
export const revising = 'revising';

const templateText = oncePerBody((body) => canonicalJson(revisionData(objectAt(body.json, 'spec', 'template') ?? {})));

/** The pod template that a revision records. */
const templateOf = (revision: ControllerRevisionRecord): JsonObject => {
  const template = at(revision.data, 'spec', 'template');
  if (!isJsonObject(template)) return {};
  const { $patch: _, ...rest } = template;
  return rest;
};

/** What a revision would record had its template been written today. */
const restoredText = oncePerBody((body) => {
  const template = at(body.json, 'data', 'spec', 'template');
  const { $patch: _, ...rest } = isJsonObject(template) ? template : {};
  const restored = restoredTemplate(rest);
  return restored === undefined ? '' : canonicalJson(revisionData(restored));
});

/** The revision that records the present template, and whether it must become the newest. Source: getStatefulSetRevisions. */
const reusable = (
  set: StatefulSetRecord,
  sorted: readonly ControllerRevisionRecord[],
  semantic: boolean,
): { readonly revision: ControllerRevisionRecord; readonly renumber: boolean } | undefined => {
  const text = templateText(set.body);
  const last = sorted.at(-1);
  if (last === undefined) return undefined;
  if (revisionText(last) === text) return { revision: last, renumber: false };
  const equal = sorted.filter((revision) => revisionText(revision) === text).at(-1);
  if (equal !== undefined) return { revision: equal, renumber: true };
  return semantic && restoredText(last.body) === text ? { revision: last, renumber: false } : undefined;
};

/** The name of a new revision of the set's template after so many collisions. */
export const newRevisionName = (set: StatefulSetRecord, collisions: number): string =>
  revisionName(set.meta.name, revisionHash(templateText(set.body), collisions));

/** The step that makes it. */
export const newRevision = (set: StatefulSetRecord, number: number, collisions: number, planning: Planning): Step => {
  const hash = revisionHash(templateText(set.body), collisions);
  return { ...createRevision(set, hash, revisionHashLabel, number, planning), note: revising };
};

/**
 * SS-3: finds the update revision – the last one if it is equal, an older equal one with a new number (a roll back),
 * or a new one – and the current one, which status names. `collisions`: of names, so far.
 */
export const revisionsFor = (
  set: StatefulSetRecord,
  known: readonly ControllerRevisionRecord[],
  planning: Planning,
  collisions: number = set.status.collisionCount,
): Revisions => {
  const sorted = sortedRevisions(known);
  const reused = reusable(set, sorted, planning.gates.StatefulSetSemanticRevisionComparison);
  const next = nextRevision(sorted);
  const name = reused?.revision.meta.name ?? newRevisionName(set, collisions);
  const update = { name, template: set.spec.template };
  const named = sorted.find(({ meta }) => meta.name === set.status.currentRevision);
  const current = named === undefined ? update : { name: named.meta.name, template: templateOf(named) };
  const steps =
    reused === undefined
      ? [newRevision(set, next, collisions, planning)]
      : reused.renumber
        ? [{ ...renumberRevision(reused.revision, next, planning), note: revising }]
        : [];
  return { sorted, current, update, steps };
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
  return idle.slice(0, Math.max(0, idle.length - limit)).map(deleteRevision);
};
