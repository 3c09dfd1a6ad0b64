import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, mix, hashString, type JsonObject } from '@orrery/core/engine';
import { objectAt, uuidOf, type NodeRecord } from '@orrery/core/cluster';
import { nothing, type Answer, type Plan, type Planning, type Reaction, type Step } from '@orrery/core/control';
import { changedConditions, healthyStatus } from './classify.ts';
import type { Beginning, Memory, NodeForm } from './memory.ts';
import { reported, type NodeNews } from './reported.ts';

/** NL-40, NL-41: what a kubelet whose word reaches the API says of its node now. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  const name = memory.names[key];
  if (name === undefined || memory.silent.has(name)) return nothing;
  const begun = memory.begun.get(name);
  memory.begun.delete(name);
  const node = planning.view.tables.Node.get(memory.nodes.get(name) ?? 0);
  if (node !== undefined)
    return { steps: [...beginning(node.uid, name, begun), ...report(memory, node, begun, planning)] };
  const form = memory.forms.get(name);
  // Only a kubelet that starts registers its node.
  return form === undefined || begun === undefined ? nothing : { steps: [register(name, form, planning)] };
};

/** Said by every kubelet that starts. */
const beginning = (uid: number, name: string, begun: Beginning | undefined): readonly Step[] => {
  if (begun === undefined) return [];
  const news: readonly NodeNews[] = ['starting', 'MemoryPressure', 'DiskPressure', 'PIDPressure', 'allocatable'];
  return news.map((one) => reported(name, uid, one));
};

const report = (
  memory: Memory,
  node: NodeRecord,
  begun: Beginning | undefined,
  { body }: Planning,
): readonly Step[] => {
  const { name } = node.meta;
  const { kind, uid } = node;
  const boot = begun === 'rebooted' ? bootId(name, memory.boots.get(name) ?? 0) : undefined;
  const changed = changedConditions(node, begun !== undefined) as readonly NodeNews[]; // types of conditions, each with its Event
  const steps = [
    ...(boot === undefined ? [] : [reported(name, uid, 'rebooted', boot)]),
    ...changed.map((type) => reported(name, uid, type)),
    ...cordon(memory, node),
  ];
  if (changed.length === 0 && boot === undefined) return steps;
  const status = body(withBoot(healthyStatus(node.statusBody.json, begun !== undefined), boot));
  return [...steps, { command: { type: 'UpdateStatus', kind, uid, status }, onRejection: 'stop' }];
};

const withBoot = (status: JsonObject, bootID: string | undefined): JsonObject =>
  bootID === undefined ? status : { ...status, nodeInfo: { ...objectAt(status, 'nodeInfo'), bootID } };

/** Made up, another one after each boot. */
const bootId = (name: string, boots: number): string => uuidOf('Node', (mix(hashString(name), boots) >>> 0) + 1);

const cordon = (memory: Memory, { meta, uid, unschedulable }: NodeRecord): readonly Step[] => {
  const known = memory.cordoned.get(meta.name);
  if (known === undefined || known === unschedulable) return [];
  memory.cordoned.set(meta.name, unschedulable);
  return [reported(meta.name, uid, unschedulable ? 'notSchedulable' : 'schedulable')];
};

/** NL-42: the node as its kubelet registers it; what users had written on it is lost. */
const register = (name: string, { labels, status }: NodeForm, { body }: Planning): Step => {
  const written = body({
    metadata: { labels },
    spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
  });
  const healthy = body(healthyStatus(status, true));
  return {
    command: { type: 'Create', kind: 'Node', namespace: '', name, body: written, status: healthy },
    onRejection: 'continue',
  };
};

/** A kubelet that has registered its node says so. */
export const react = (
  memory: Memory,
  _key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type !== 'Create' || E.isLeft(answer)) return undefined;
  const node = planning.answered(answer.right);
  if (node?.kind !== 'Node' || !isJsonObject(node.statusBody.json)) return undefined;
  const begun = 'restarted' as const;
  const steps = [...beginning(node.uid, command.name, begun), ...report(memory, node, begun, planning)];
  return { steps: [...steps, reported(command.name, node.uid, 'Ready')], handled: false };
};
