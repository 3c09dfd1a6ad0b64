import type { Package } from '../../protobuf/numbers/index.ts';
import { cluster, discovery, rbac, scheduling } from './cluster.ts';
import { meta } from './meta.ts';
import { pod } from './pod.ts';
import { storage, volume } from './volume.ts';
import { apps, autoscaling, policy } from './workload.ts';
import type { Texts } from './texts.ts';

/** What is said of structs and fields, in our own words: what a field does in the simulation. */
const descriptions: Readonly<Partial<Record<Package, Texts>>> = {
  meta,
  apps,
  autoscaling,
  policy,
  rbac,
  storage,
  discovery,
  scheduling,
  core: { ...cluster, ...pod, ...volume },
};

/** What all objects have, whatever their kind. */
const shared: Readonly<Record<string, string>> = {
  apiVersion: 'Group and version that the object is written in.',
  kind: 'The kind of the object.',
  metadata: 'Name, labels and what else every object has.',
};

export const describeStruct = (of: Package, struct: string): string | undefined => descriptions[of]?.[struct]?.[''];

/** What is said of a field; undefined where the name says enough. */
export const describeField = (of: Package, struct: string, field: string): string | undefined => {
  const texts = descriptions[of]?.[struct];
  if (texts !== undefined && Object.hasOwn(texts, field)) return texts[field];
  return texts !== undefined && Object.hasOwn(texts, '') && Object.hasOwn(shared, field) ? shared[field] : undefined;
};
