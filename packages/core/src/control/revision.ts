import { canonicalJson, type JsonObject } from '../engine/index.ts';
import {
  apiVersionOf,
  at,
  draftOf,
  objectAt,
  oncePerBody,
  uuidOf,
  type AnyRecord,
  type ControllerRevisionRecord,
  type DaemonSetRecord,
  type StatefulSetRecord,
} from '../cluster/index.ts';
import { safeEncode } from '../api/index.ts';
import type { Planning, Step } from './controller.ts';

/*
 * The history that StatefulSets and DaemonSets keep of their templates, as ControllerRevisions.
 * Source: k8s.io/kubernetes pkg/controller/history.
 */

/** Label on a revision: the hash in its name. */
export const revisionHashLabel = 'controller.kubernetes.io/hash';
/** Label on a pod: the revision it was made from. */
export const podRevisionLabel = 'controller-revision-hash';

/** What a revision records of a workload: a patch that puts this template back, and nothing else. */
export const revisionData = (template: JsonObject): JsonObject => ({
  spec: { template: { ...template, $patch: 'replace' } },
});

/** The recorded data as a text that can be compared; computed once for each revision. */
export const revisionText: (revision: ControllerRevisionRecord) => string = (revision) => dataText(revision.body);

const dataText = oncePerBody((body) => canonicalJson(at(body.json, 'data') ?? null));

const utf8 = (text: string): readonly number[] => {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
};

/** FNV-1 with 32 bits over a text in UTF-8, unsigned. */
export const fnv1 = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of utf8(text)) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash >>> 0;
};

/** The hash of a revision: over its data, then the collision count, in the alphabet of generated names. */
export const revisionHash = (text: string, collisionCount: number): string =>
  safeEncode(String(fnv1(`${text}${collisionCount}`)));

/** `<owner>-<hash>`; a long owner name is cut so that the whole is a name. */
export const revisionName = (owner: string, hash: string): string => `${owner.slice(0, 223)}-${hash}`;

/** Revisions in the order of history: number, then age, then name. */
export const sortedRevisions = (revisions: readonly ControllerRevisionRecord[]): readonly ControllerRevisionRecord[] =>
  [...revisions].sort(
    (a, b) => a.revision - b.revision || a.meta.createdAt - b.meta.createdAt || (a.meta.name < b.meta.name ? -1 : 1),
  );

/** The number that a new revision gets. */
export const nextRevision = (sorted: readonly ControllerRevisionRecord[]): number =>
  (sorted[sorted.length - 1]?.revision ?? 0) + 1;

/** A StatefulSet or DaemonSet, whose templates make history. */
export type RevisionOwner = StatefulSetRecord | DaemonSetRecord;

/** The reference from a dependent to the object that controls it. */
export const controllerReference = ({ kind, meta, uid }: AnyRecord): JsonObject => ({
  apiVersion: apiVersionOf(kind),
  kind,
  name: meta.name,
  uid: uuidOf(kind, uid),
  controller: true,
  blockOwnerDeletion: true,
});

/** Writes a new revision of a workload's template. `hashLabel`: the label that bears the hash. Source: NewControllerRevision. */
export const createRevision = (
  owner: RevisionOwner,
  hash: string,
  hashLabel: string,
  revision: number,
  planning: Planning,
): Step => {
  const { meta, spec } = owner;
  const body = {
    metadata: {
      labels: { ...objectAt(spec.template, 'metadata', 'labels'), [hashLabel]: hash },
      ...(Object.keys(meta.annotations).length === 0 ? {} : { annotations: meta.annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    revision,
    data: revisionData(spec.template),
  };
  const { namespace, name } = meta;
  const named = { namespace, name: revisionName(name, hash) };
  const command = { type: 'Create', kind: 'ControllerRevision', ...named, body: planning.body(body) } as const;
  return { command, onRejection: 'stop' };
};

/** Gives an old revision a new number, as a roll back does. Source: UpdateControllerRevision. */
export const renumberRevision = (record: ControllerRevisionRecord, revision: number, planning: Planning): Step => {
  const { uid, version } = record;
  const body = planning.body({ ...draftOf(record), revision });
  return { command: { type: 'Update', kind: 'ControllerRevision', uid, version, body }, onRejection: 'stop' };
};

/** Deletes a revision. Source: DeleteControllerRevision. */
export const deleteRevision = ({ meta, uid }: ControllerRevisionRecord): Step => ({
  command: { type: 'Delete', kind: 'ControllerRevision', namespace: meta.namespace, name: meta.name, uid },
  onRejection: 'stop',
});
