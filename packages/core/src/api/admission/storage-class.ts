import type { JsonObject } from '../../engine/index.ts';
import { at, betaClass, textAt, type ClusterState, type StorageClassRecord } from '../../cluster/index.ts';
import { mapObject } from '../defaulting/container.ts';

/** The default class: of several the newest, and of those the first by name. */
export const defaultClass = (state: Pick<ClusterState, 'tables'>): StorageClassRecord | undefined => {
  let found: StorageClassRecord | undefined;
  state.tables.StorageClass.forEach((one) => {
    if (one.isDefault && (found === undefined || isPreferred(one, found))) found = one;
  });
  return found;
};

const isPreferred = (one: StorageClassRecord, other: StorageClassRecord): boolean => {
  const [a, b] = [one.meta, other.meta];
  const [ageA, ageB] = [Math.floor(a.createdAt / 1_000_000), Math.floor(b.createdAt / 1_000_000)];
  return ageA === ageB ? a.name < b.name : ageA > ageB;
};

/** A claim that names no class gets the default one; an empty name means none and is kept. */
export const withDefaultClass = (state: Pick<ClusterState, 'tables'>, claim: JsonObject): JsonObject => {
  const old = textAt(claim, 'metadata', 'annotations', betaClass);
  if (old !== undefined || at(claim, 'spec', 'storageClassName') !== undefined) return claim;
  const found = defaultClass(state);
  if (found === undefined) return claim;
  return mapObject(claim, 'spec', (spec) => ({ ...spec, storageClassName: found.meta.name }));
};
