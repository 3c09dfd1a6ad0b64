import { hashString, second, type Duration, type Instant, type JsonObject } from '@orrery/core/engine';
import {
  fill,
  type Change,
  type HostChange,
  type NodeRecord,
  type ObjectChange,
  type StringMap,
  type Uid,
} from '@orrery/core/cluster';
import type { Observing } from '@orrery/core/control';
import { isJsonObject } from '@orrery/core/engine';
import { isGivenUp } from './classify.ts';

/** Kubelets look at their nodes this often. Source: NodeStatusUpdateFrequency. */
const statusUs: Duration = 10 * second;

/** How a kubelet began that has not spoken since. */
export type Beginning = 'rebooted' | 'restarted';

/** What kubelets remember of their own nodes; nothing of it follows from the caches. */
export interface Memory {
  /** Numbers of kubelets that had something to say, by node, and back: their keys. */
  readonly keys: Map<string, number>;
  readonly names: string[];
  readonly nodes: Map<string, Uid>;
  /** Kubelets whose heartbeats do not reach the API. */
  readonly silent: Set<string>;
  readonly begun: Map<string, Beginning>;
  /** How often a machine was rebooted. */
  readonly boots: Map<string, number>;
  /** Whether its node was cordoned when the kubelet last looked. Only of nodes of which that changed. */
  readonly cordoned: Map<string, boolean>;
  /** What a node that was deleted would be registered as again. */
  readonly forms: Map<string, NodeForm>;
}

/** What of a node its machine stands for. */
export interface NodeForm {
  readonly labels: StringMap;
  readonly status: JsonObject;
}

export const emptyMemory = (): Memory => ({
  keys: new Map(),
  names: [],
  nodes: new Map(),
  silent: new Set(),
  begun: new Map(),
  boots: new Map(),
  cordoned: new Map(),
  forms: new Map(),
});

const keyOf = ({ keys, names }: Memory, name: string): number => {
  const known = keys.get(name);
  if (known !== undefined) return known;
  keys.set(name, names.length);
  return names.push(name) - 1;
};

/** How long it is until a node's kubelet next looks at its node. */
export const toNextLook = (name: string, now: Instant): Duration => {
  const phase = ((hashString(name) % statusUs) + statusUs) % statusUs;
  return statusUs - ((((now - phase) % statusUs) + statusUs) % statusUs);
};

export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  if (change.kind === 'Host') observeHost(memory, change, observing);
  else if (change.kind === 'Node') observeNode(memory, change, observing);
};

const observeHost = (
  memory: Memory,
  { node, power, kubelet, beating }: HostChange,
  { queue, now, live }: Observing,
): void => {
  const { silent, begun, boots } = memory;
  if (power === 'on') {
    boots.set(node, (boots.get(node) ?? 0) + 1);
    begun.set(node, 'rebooted');
  } else if (kubelet === 'started' && !begun.has(node)) begun.set(node, 'restarted');
  if (!beating) {
    silent.add(node);
    return;
  }
  // One that only was cut off speaks when it next looks, one that begins at once.
  if (silent.delete(node) && live) queue.addAfter(keyOf(memory, node), begun.has(node) ? 0 : toNextLook(node, now));
};

const observeNode = (
  memory: Memory,
  { before, after }: ObjectChange<'Node'>,
  { queue, now, live }: Observing,
): void => {
  const name = (after ?? before)?.meta.name ?? '';
  if (after === undefined) {
    memory.nodes.delete(name);
    memory.cordoned.delete(name);
    if (before !== undefined) memory.forms.set(name, formOf(before));
    return;
  }
  memory.nodes.set(name, after.uid);
  const cordons = before !== undefined && before.unschedulable !== after.unschedulable;
  if (cordons && !memory.cordoned.has(name)) memory.cordoned.set(name, before.unschedulable);
  const news = cordons || (before?.status !== after.status && isGivenUp(after));
  if (news && live) queue.addAfter(keyOf(memory, name), toNextLook(name, now));
};

/** Labels that kubelets and clouds put on nodes; those of users are lost with the object. */
const isOwnLabel = (key: string): boolean => /(^|\.)kubernetes\.io\//.test(key) && !key.startsWith('node-role.');

const formOf = (node: NodeRecord): NodeForm => {
  const labels = Object.fromEntries(Object.entries(node.meta.labels).filter(([key]) => isOwnLabel(key)));
  const status = fill(node.statusBody.json, node.args);
  return { labels, status: isJsonObject(status) ? status : {} };
};
