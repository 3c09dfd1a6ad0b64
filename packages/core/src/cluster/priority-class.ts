import { Body, canonicalJson, type JsonObject } from '../engine/index.ts';
import { flagAt, numberAt, textAt } from './field.ts';
import { metaOf, type Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import type { Uid } from './uid.ts';

/** Whether pods of a class make room for themselves. */
export type PreemptionPolicy = 'PreemptLowerPriority' | 'Never';

export interface PriorityClassRecord extends ObjectRecord {
  readonly kind: 'PriorityClass';
  readonly value: number;
  /** Pods that name no class are of this one. */
  readonly isDefault: boolean;
  readonly preemptionPolicy: PreemptionPolicy;
}

export const readPreemptionPolicy = (text: string | undefined): PreemptionPolicy =>
  text === 'Never' ? 'Never' : 'PreemptLowerPriority';

export const priorityClassRecord = (uid: Uid, version: number, meta: Meta, body: Body): PriorityClassRecord => ({
  kind: 'PriorityClass',
  uid,
  version,
  meta,
  body,
  args: [],
  fingerprint: body.hash,
  value: numberAt(body.json, 'value') ?? 0,
  isDefault: flagAt(body.json, 'globalDefault'),
  preemptionPolicy: readPreemptionPolicy(textAt(body.json, 'preemptionPolicy')),
});

/** Names that begin so are the system's own. */
export const systemPriorityPrefix = 'system-';

/** The highest priority that users may give. */
export const highestUserPriority = 1_000_000_000;

/** The classes that every API server makes for itself. Source: pkg/apis/scheduling/v1, SystemPriorityClasses. */
export const systemPriorities = [
  {
    name: 'system-node-critical',
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    name: 'system-cluster-critical',
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
] as const;

const bodyOf = ({ value, description }: (typeof systemPriorities)[number]): Body => {
  const json: JsonObject = { metadata: {}, value, description, preemptionPolicy: 'PreemptLowerPriority' };
  return new Body(-1, json, canonicalJson(json)); // of no log's dictionary: no event speaks of it
};

/** SC-30: the system's classes are there before the first event: the server made them when it was first started. */
export const firstPriorityClasses = (): readonly PriorityClassRecord[] =>
  systemPriorities.map((one, i) => {
    const body = bodyOf(one);
    const meta = {
      namespace: '',
      name: one.name,
      ...metaOf(body, []),
      createdAt: 0,
      generation: 1,
      deletion: undefined,
    };
    return priorityClassRecord(i + 1, 0, meta, body);
  });
