import type { KindName } from '../../cluster/index.ts';
import { schemas } from '../schema/kinds.ts';
import { anything, list, struct, type Schema } from '../schema/schema.ts';

/** How a list is merged: entries by the value of a key, or single values as a set. Other lists are replaced whole. */
export type ListMerge = { readonly key: string } | 'set';

/** Where in the API's objects a patch stands; undefined where nothing is known of the shape. */
export type Place = Schema | undefined;

/** What strategic merge does with a member. */
export interface Strategy {
  /** Its own place; for a list that of its items. */
  readonly place: Place;
  /** Undefined: a list here is replaced. */
  readonly merge: ListMerge | undefined;
  /** Patches of it (of its items, if it is a list) name all members that are to stay. */
  readonly retainKeys: boolean;
}

const conditions = { conditions: list(anything, 'type') };

/** Lists of statuses that merge. The schemas keep statuses whole, since controllers write them and no user does. */
const statuses: Readonly<Partial<Record<KindName, Schema>>> = {
  Namespace: struct('NamespaceStatus', conditions),
  Node: struct('NodeStatus', { ...conditions, addresses: list(anything, 'type') }),
  Pod: struct('PodStatus', {
    ...conditions,
    podIPs: list(anything, 'ip'),
    hostIPs: { ...list(anything, 'ip'), keys: [] },
    resourceClaimStatuses: list(anything, 'name'),
  }),
  Service: struct('ServiceStatus', conditions),
  StatefulSet: struct('StatefulSetStatus', conditions),
  DaemonSet: struct('DaemonSetStatus', conditions),
  ReplicaSet: struct('ReplicaSetStatus', conditions),
  Deployment: struct('DeploymentStatus', conditions),
  PodDisruptionBudget: struct('PodDisruptionBudgetStatus', conditions),
  PersistentVolumeClaim: struct('PersistentVolumeClaimStatus', conditions),
};

/** Where a patch of an object of this kind begins. */
export const rootPlace = (kind: KindName): Place => {
  const schema = schemas[kind];
  const status = statuses[kind];
  return status === undefined ? schema : { ...schema, fields: { ...schema.fields, status } };
};

const mergeOf = (schema: Schema | undefined): ListMerge | undefined => {
  if (schema?.type !== 'list') return undefined;
  if (schema.mergeKey !== undefined) return { key: schema.mergeKey };
  return schema.union === true ? 'set' : undefined;
};

/** The member of this name: a field of a struct, or an entry of a map. Source: the patchStrategy tags of k8s.io/api. */
export const strategyOf = (place: Place, name: string): Strategy => {
  let member: Schema | undefined;
  if (place?.type === 'map') member = place.of;
  else if (place?.type === 'struct' && Object.hasOwn(place.fields, name)) member = place.fields[name];
  const own = member?.type === 'list' ? member.of : member;
  return { place: own, merge: mergeOf(member), retainKeys: own?.type === 'struct' && own.retainKeys === true };
};
