import * as E from 'fp-ts/lib/Either.js';
import type { NodeRecord, PodRecord, Uid } from '@orrery/core/cluster';
import type { Answer, Plan, Planning, Reaction, Step } from '@orrery/core/control';
import { evictingKeys, evictingTaint, isEvicting, zoneOf } from './classify.ts';
import { silentStatus, unreadyStatus } from './conditions.ts';
import { deadlineOf, tainterOf, type Memory } from './memory.ts';
import { reportNode, reportNodeNotReady, reportPodNotReady } from './reported.ts';
import { withTaints } from './taints.ts';

const inOrder = (uids: Iterable<Uid>): readonly Uid[] => [...uids].sort((a, b) => a - b);

/** NL-30…NL-34: one run of the monitor: over the nodes only of which something has changed, or whose time is over. */
export const monitor = (memory: Memory, planning: Planning): Plan => {
  const { machine } = memory;
  const { view } = planning;
  const steps: Step[] = [];
  machine.running = true;
  for (const [uid, name] of machine.added) steps.push(reportNode(name, uid, 'registered'));
  for (const [uid, name] of machine.removed) steps.push(reportNode(name, uid, 'removing'));
  machine.added.clear();
  machine.removed.clear();
  const overdue = overdueNodes(memory, planning);
  const looked = new Set([...machine.attention, ...overdue]);
  machine.attention.clear();
  for (const uid of inOrder(looked)) {
    const node = view.tables.Node.get(uid);
    if (node === undefined) continue;
    if (overdue.has(uid)) steps.push(markSilent(node, planning));
    steps.push(...evicting(memory, node, planning));
  }
  return { steps };
};

/** Silent nodes whose time is over and whose conditions are still to be made Unknown. */
const overdueNodes = ({ machine }: Memory, { view, now }: Planning): ReadonlySet<Uid> => {
  const overdue = new Set<Uid>();
  for (const name of machine.unmarked) {
    const silence = machine.silent.get(name);
    const node = view.tables.Node.get(machine.nodes.get(name) ?? 0);
    if (silence !== undefined && node !== undefined && deadlineOf(node, silence.probe) <= now) overdue.add(node.uid);
  }
  return overdue;
};

const markSilent = (node: NodeRecord, { body }: Planning): Step => {
  const { kind, uid, version } = node;
  const status = body(silentStatus(node));
  return { command: { type: 'UpdateStatus', kind, uid, version, status }, onRejection: 'continue' };
};

/**
 * NL-34: by the condition that this run found: the taint of a node that is not Ready waits for its turn, or takes the place of its
 * opposite at once; a node that is Ready loses both. Source: processTaintBaseEviction.
 */
const evicting = (memory: Memory, node: NodeRecord, planning: Planning): readonly Step[] => {
  const tainter = tainterOf(memory.machine, zoneOf(node));
  const wanted = evictingTaint(node);
  if (wanted === undefined) {
    tainter.letGo(node.uid);
    return evictingKeys(node).length === 0 ? [] : [withoutEvicting(node, planning)];
  }
  if (evictingKeys(node).includes(wanted.opposite)) return [addEvicting(node, wanted.key, planning)];
  if (!evictingKeys(node).includes(wanted.key) && node.status.conditions.some(({ type }) => type === 'Ready'))
    tainter.add(node.uid);
  return [];
};

export const withoutEvicting = (node: NodeRecord, planning: Planning): Step => ({
  ...withTaints(node, [], isEvicting, planning),
  onRejection: 'continue',
});

/** Puts the taint on; its opposite goes in a write of its own, once this one is there. */
export const addEvicting = (node: NodeRecord, key: string, planning: Planning): Step => {
  const added = evictingKeys(node).includes(key) ? [] : [{ key, effect: 'NoExecute' }];
  return { ...withTaints(node, added, () => false, planning), onRejection: 'continue' };
};

/** NL-33: every pod of the node that is Ready is made unready, and told. */
const markPods = ({ podsOn }: Memory, node: NodeRecord, planning: Planning): readonly Step[] =>
  podsOn.of(node.meta.name).flatMap((uid) => {
    const pod = planning.view.tables.Pod.get(uid);
    const status = pod === undefined ? undefined : unreadyStatus(pod, planning.body);
    if (pod === undefined || status === undefined) return [];
    return [unready(pod, status)];
  });

const unready = ({ uid, status: before }: PodRecord, status: PodRecord['status']['body']): Step => {
  const { containerTimes: times, ip, hostIp } = before;
  return {
    command: { type: 'ReportPodStatus', uid, status, times, ip, hostIp },
    onRejection: 'continue',
    awaited: true,
  };
};

/** What follows from an answer in a run of the monitor. */
export const reactInMonitor = (
  memory: Memory,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  const { view } = planning;
  if (command.type === 'ReportPodStatus') {
    const pod = E.isLeft(answer) || answer.right === 0 ? undefined : view.tables.Pod.get(command.uid);
    return pod === undefined ? undefined : { steps: [reportPodNotReady(pod)], handled: false };
  }
  if (command.type === 'UpdateStatus') return reactToStatus(memory, command.uid, answer, planning);
  if (command.type === 'Read') {
    const live = E.isRight(answer) ? planning.live(command) : undefined;
    const node = live?.kind === 'Node' ? live : undefined;
    return node === undefined ? undefined : { steps: [markSilent(node, planning)], handled: true };
  }
  return undefined;
};

/** A node has just been marked: it and its pods are told. After a conflict the node is read anew and marked again. */
const reactToStatus = (memory: Memory, uid: Uid, answer: Answer, planning: Planning): Reaction | undefined => {
  const node = planning.view.tables.Node.get(uid);
  if (node === undefined) return undefined;
  if (E.isLeft(answer)) {
    if (answer.left.reason !== 'Conflict') return undefined;
    const command = { type: 'Read', kind: 'Node', namespace: '', name: node.meta.name } as const;
    return { steps: [{ command, onRejection: 'continue' }], handled: true };
  }
  memory.machine.unmarked.delete(node.meta.name);
  memory.machine.attention.add(uid);
  return { steps: [reportNodeNotReady(node), ...markPods(memory, node, planning)], handled: false };
};
