import type { Body, Instant, Json, JsonObject } from '../engine/index.ts';
import { isJsonArray, isJsonObject } from '../engine/index.ts';
import type { KindName } from './kind.ts';
import { containsMark, fill, fillText, oncePerBody } from './template.ts';
import { parseUuid, type Identity, type Uid } from './uid.ts';

/** A reference from a dependent to an object that owns it. The uid is the API's text form: users write these too. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** What the uid stands for; undefined when no object of ours ever had it. */
  readonly identity: Identity | undefined;
  readonly controller: boolean;
  readonly blockOwnerDeletion: boolean;
}

export type StringMap = Readonly<Record<string, string>>;

/** A deletion that has been requested and not yet carried out: `deletionTimestamp` and the period it was given. */
export interface Deletion {
  /** When the period ends; what the API shows as deletionTimestamp. */
  readonly dueAt: Instant;
  readonly graceSeconds: number;
}

/** The metadata that the simulator reads; labels, annotations, owners and finalizers are shared between equal objects. */
export interface Meta {
  readonly namespace: string;
  readonly name: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly owners: readonly OwnerReference[];
  readonly finalizers: readonly string[];
  readonly createdAt: Instant;
  readonly generation: number;
  readonly deletion: Deletion | undefined;
}

/** The part of the metadata that a body carries. */
type BodyMeta = Pick<Meta, 'labels' | 'annotations' | 'owners' | 'finalizers'>;

const none: StringMap = Object.freeze({});

const stringMap = (value: Json | undefined): StringMap => {
  if (!isJsonObject(value)) return none;
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return entries.length === 0 ? none : Object.fromEntries(entries);
};

const owner = (value: Json): OwnerReference => {
  const member = (key: string): Json | undefined => (isJsonObject(value) ? value[key] : undefined);
  const text = (key: string): string => {
    const found = member(key);
    return typeof found === 'string' ? found : '';
  };
  const uid = text('uid');
  return {
    apiVersion: text('apiVersion'),
    kind: text('kind'),
    name: text('name'),
    uid,
    identity: parseUuid(uid),
    controller: member('controller') === true,
    blockOwnerDeletion: member('blockOwnerDeletion') === true,
  };
};

const readMeta = (metadata: JsonObject): BodyMeta => {
  const owners = metadata['ownerReferences'];
  const finalizers = metadata['finalizers'];
  return {
    labels: stringMap(metadata['labels']),
    annotations: stringMap(metadata['annotations']),
    owners: isJsonArray(owners) ? owners.map(owner) : [],
    finalizers: isJsonArray(finalizers) ? finalizers.filter((item) => typeof item === 'string') : [],
  };
};

const metadataOf = (body: Body): JsonObject => {
  const metadata = isJsonObject(body.json) ? body.json['metadata'] : undefined;
  return isJsonObject(metadata) ? metadata : {};
};

const sharedMeta = oncePerBody((body) => readMeta(metadataOf(body)));

/** Which parts of a body's metadata have holes. For most templates none has, and then nothing needs filling. */
const holesIn = oncePerBody((body) => {
  const metadata = metadataOf(body);
  const labels = containsMark(metadata['labels'] ?? null);
  const annotations = containsMark(metadata['annotations'] ?? null);
  return {
    labels,
    annotations,
    any: containsMark(metadata),
    others: containsMark({ ...metadata, labels: null, annotations: null }),
  };
});

const filledMap = (map: StringMap, args: readonly string[]): StringMap => {
  const filled: Record<string, string> = {};
  for (const key of Object.keys(map)) filled[key] = fillText(map[key] ?? '', args);
  return filled;
};

/** Labels, annotations, owners and finalizers of a body; one value for all objects of a template without holes in them. */
export const metaOf = (body: Body, args: readonly string[]): BodyMeta => {
  const shared = sharedMeta(body);
  if (args.length === 0) return shared;
  const holes = holesIn(body);
  if (!holes.any) return shared;
  if (holes.others) {
    const filled = fill(metadataOf(body), args);
    return isJsonObject(filled) ? readMeta(filled) : shared;
  }
  return {
    labels: holes.labels ? filledMap(shared.labels, args) : shared.labels,
    annotations: holes.annotations ? filledMap(shared.annotations, args) : shared.annotations,
    owners: shared.owners,
    finalizers: shared.finalizers,
  };
};

/** The owner that manages this object, if any. */
export const controllerOf = ({ owners }: Meta): OwnerReference | undefined => {
  for (const owner of owners) if (owner.controller) return owner;
  return undefined;
};

/** The object of a kind that manages this one, if any; a reference that says another kind than its uid means nobody. */
export const controllerOfKind = (kind: KindName, meta: Meta): Uid | undefined => {
  const owner = controllerOf(meta);
  return owner?.kind === kind && owner.identity?.kind === kind ? owner.identity.uid : undefined;
};

/** `namespace/name`, or the name alone for a cluster-scoped object: a work queue's key, and how messages name an object. */
export const keyOf = (namespace: string, name: string): string => (namespace === '' ? name : `${namespace}/${name}`);
