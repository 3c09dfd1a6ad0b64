import { hashString, isJsonObject, mix, type Body, type Instant } from '../engine/index.ts';
import { readConditions, transitionTimes, type Condition } from './condition.ts';
import { flagAt, listAt, objectAt, textAt, textsAt } from './field.ts';
import type { Meta } from './meta.ts';
import type { ObjectRecord } from './object-record.ts';
import { readAmounts, type Requests } from './requests.ts';
import { readTaints, type Taint } from './taint.ts';
import { fill, oncePerBody } from './template.ts';
import type { Uid } from './uid.ts';

/** What is read of a node's status; shared by nodes that report the same. */
export interface NodeStatusShape {
  readonly allocatable: Requests;
  /** How many pods the node takes. */
  readonly maxPods: number;
  readonly conditions: readonly Condition[];
}

export interface NodeRecord extends ObjectRecord {
  readonly kind: 'Node';
  readonly taints: readonly Taint[];
  /** spec.unschedulable: cordoned. */
  readonly unschedulable: boolean;
  readonly statusBody: Body;
  readonly status: NodeStatusShape;
  readonly conditionTimes: readonly Instant[];
  /** Status of condition Ready; Unknown when there is none. */
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly internalIp: string;
  /** status.volumesAttached: unique names of volumes that the attach-detach controller has attached. */
  readonly volumesAttached: readonly string[];
  /** status.volumesInUse: those that the kubelet has mounted or is about to. */
  readonly volumesInUse: readonly string[];
}

const nodeSpec = oncePerBody((body) => ({
  taints: readTaints(objectAt(body.json, 'spec')),
  unschedulable: flagAt(body.json, 'spec', 'unschedulable'),
}));

const nodeStatus = oncePerBody((body): NodeStatusShape => {
  const amounts = textsAt(body.json, 'allocatable');
  const { others, ...allocatable } = readAmounts(amounts);
  const pods = Number(amounts['pods'] ?? '110');
  return { allocatable: { ...allocatable, others }, maxPods: pods, conditions: readConditions(body.json) };
});

const internalIp = (status: Body, args: readonly string[]): string => {
  const address = listAt(status.json, 'addresses').find((one) => textAt(one, 'type') === 'InternalIP');
  const filled = isJsonObject(address) ? fill(address, args) : undefined;
  return textAt(filled, 'address') ?? '';
};

const noVolumes: readonly string[] = [];

/** `before` is the record that this one replaces: its condition times go on where the conditions do. */
export const nodeRecord = (
  uid: Uid,
  version: number,
  meta: Meta,
  body: Body,
  args: readonly string[],
  statusBody: Body,
  before: NodeRecord | undefined,
  now: Instant,
): NodeRecord => {
  const { taints, unschedulable } = nodeSpec(body);
  const status = nodeStatus(statusBody);
  const same = before?.statusBody === statusBody;
  return {
    kind: 'Node',
    uid,
    version,
    meta,
    body,
    args,
    fingerprint: mix(mix(body.hash, statusBody.hash), hashString(meta.name)),
    taints,
    unschedulable,
    statusBody,
    status,
    conditionTimes: same
      ? before.conditionTimes
      : transitionTimes(before?.status.conditions ?? [], before?.conditionTimes ?? [], status.conditions, now),
    ready: status.conditions.find(({ type }) => type === 'Ready')?.status ?? 'Unknown',
    internalIp: same ? before.internalIp : internalIp(statusBody, args),
    volumesAttached: before?.volumesAttached ?? noVolumes,
    volumesInUse: before?.volumesInUse ?? noVolumes,
  };
};
