import { never } from '@orrery/core/engine';
import type { NodeRecord, PodRecord, Sandbox, Uid } from '@orrery/core/cluster';
import { isUnending, nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import type { Memory } from './memory.ts';
import { behaviourFor } from './behaviour.ts';
import type { Slot } from './containers.ts';
import { dueEnds, type Fates } from './fate.ts';
import { endPull, imageBytes } from './image-pull.ts';
import { disksOf } from './mounts.ts';
import { hookEnded, postStart } from './post-start.ts';
import { isNodeKey } from './pressure.ts';
import { reported } from './reported.ts';
import { tend } from './tend.ts';
import { pullTrouble, retryIn } from './trouble.ts';
import { countRestart, runOf, type Action, type Worker } from './worker.ts';

/** A pod as its kubelet has it before it: the object, or what it was when it vanished, and what really runs. */
export interface Held {
  readonly uid: Uid;
  /** undefined: the object is gone. */
  readonly pod: PodRecord | undefined;
  /** The object as it was last known. */
  readonly last: PodRecord | undefined;
  readonly sandbox: Sandbox | undefined;
  readonly nodeName: string;
  /** undefined: the node object is gone. */
  readonly node: NodeRecord | undefined;
  /** Nothing gets from its kubelet to the API. */
  readonly cutOff: boolean;
}

/**
 * KL-10: the pod of this key, if a kubelet acts for it: its machine has power, the kubelet's process is there, and its node object
 * exists – or the pod's object is gone, since processes without a pod are stopped even where the node is no longer registered.
 * NL-20: a kubelet that is cut off goes by what it last saw.
 */
export const heldPod = (memory: Memory, key: number, { view, physical }: Planning): Held | undefined => {
  const { removed, cutOff, held } = memory.machine;
  const sandbox = physical.sandbox(key);
  const known = view.tables.Pod.get(key);
  const nodeName = known?.node ?? sandbox?.node ?? listedOn(memory, key);
  const { powered, kubelet } = physical.host(nodeName);
  if (nodeName === '' || !powered || !kubelet) return undefined;
  const behind = held.get(nodeName);
  const seen = cutOff.get(nodeName) ?? (behind?.listed === true ? behind.seen : undefined);
  const pod = seen === undefined ? known : seen.pods.get(key);
  const last = pod ?? removed.get(key);
  if (seen !== undefined && last === undefined) return undefined;
  const node = seen === undefined ? view.tables.Node.get(memory.nodes.get(nodeName) ?? 0) : seen.node;
  return pod !== undefined && node === undefined
    ? undefined
    : { uid: key, pod, last, sandbox, nodeName, node, cutOff: cutOff.has(nodeName) };
};

/** KL-38: the node whose kubelet has listed a pod that nobody else knows any more. */
const listedOn = ({ machine: { held } }: Memory, key: number): string => {
  for (const [node, { seen, listed }] of held) if (listed && seen.pods.has(key)) return node;
  return '';
};

/** NL-20: what becomes of steps whose node is cut off: nothing that is asked of the API gets there. */
export const sendable = ({ cutOff }: Held, steps: readonly Step[]): readonly Step[] =>
  cutOff ? steps.filter(({ command }) => !isForApi(command)) : steps;

const isForApi = ({ type }: Step['command']): boolean =>
  type === 'RecordEvent' || type === 'ReportPodStatus' || type === 'Delete' || type === 'ReportVolumesInUse';

/** Does what is due: processes end, what took its time is completed, the status is sent. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  if (isNodeKey(key)) return tend(memory, key, planning);
  const { workers, fates, pulls } = memory.machine;
  const sandbox = powered(key, planning);
  const ends = sandbox === undefined ? [] : dueEnds(fates, sandbox, planning.now);
  const worker = workers.get(key);
  const held = worker === undefined ? undefined : heldPod(memory, key, planning);
  if (worker === undefined || held === undefined) return ends.length === 0 ? nothing : { steps: ends };
  const { now } = planning;
  const steps: Step[] = [];
  if (held.cutOff) worker.reportAt = never;
  if (worker.reportAt <= now && held.pod !== undefined && worker.desired !== undefined) {
    const { body: status, times, ip, hostIp } = worker.desired;
    const command = { type: 'ReportPodStatus', uid: key, status, times, ip, hostIp } as const;
    steps.push({ command, onRejection: 'continue' });
    worker.reported = worker.desired;
    worker.reportAt = never;
  }
  steps.push(...ends);
  const { action } = worker;
  if (action !== undefined && action.dueAt <= now) {
    worker.action = undefined;
    if (action.type === 'pull' && action.slot !== undefined) endPull(pulls, held.nodeName, action.slot.spec.image, now);
    steps.push(...completed(worker, fates, held, action, planning));
  }
  return { steps: sendable(held, steps) };
};

/** What there is of a pod on a machine that runs. */
export const powered = (key: number, { physical }: Planning): Sandbox | undefined => {
  const sandbox = physical.sandbox(key);
  return sandbox !== undefined && physical.host(sandbox.node).powered ? sandbox : undefined;
};

const physicalStep = (command: Step['command']): Step => ({ command, onRejection: 'continue' });

/** What has been done when an action's time is over. */
const completed = (
  worker: Worker,
  fates: Fates,
  { uid, last, sandbox, nodeName }: Held,
  action: Action,
  planning: Planning,
): readonly Step[] => {
  const { type, slot } = action;
  switch (type) {
    case 'mount':
      return [physicalStep({ type: 'MountVolumes', pod: uid, node: nodeName, disks: disksOf(last, planning) })];
    case 'unmount':
      return [physicalStep({ type: 'UnmountVolumes', pod: uid })];
    case 'sandbox':
      return [physicalStep({ type: 'StartSandbox', pod: uid, node: nodeName })];
    case 'pull':
      return slot === undefined || last === undefined ? [] : pulled(worker, last, slot, action, planning);
    case 'start':
      return slot === undefined || last === undefined ? [] : startedUp(worker, last, slot, action, planning);
    case 'postStart':
      return last === undefined ? [] : hookEnded(worker, fates, last, sandbox, action, planning);
    default:
      return type satisfies never;
  }
};

const pulled = (worker: Worker, pod: PodRecord, slot: Slot, action: Action, planning: Planning): readonly Step[] => {
  const { spec } = slot;
  const run = runOf(worker, spec.name);
  const { tookUs, waitsUs, failure } = action;
  if (failure !== undefined) {
    run.trouble = pullTrouble(pod, slot, run.pulls, failure, planning);
    run.pulls++;
    return [reported(pod, slot, 'failedPull', [spec.image, failure]), reported(pod, slot, 'error', ['ErrImagePull'])];
  }
  run.trouble = undefined;
  worker.image = imageRun(action);
  const bytes = imageBytes(spec.image, behaviourFor(pod, slot, planning).pull?.bytes);
  return [
    physicalStep({ type: 'PullImage', node: pod.node, image: spec.image }),
    reported(pod, slot, 'pulled', [spec.image, bytes], [tookUs, tookUs + waitsUs]),
  ];
};

/** KL-19: a container that cannot be created is tried again; one whose process cannot be started has ended with 128. */
const startedUp = (
  worker: Worker,
  pod: PodRecord,
  slot: Slot,
  { problem }: Action,
  planning: Planning,
): readonly Step[] => {
  const { name } = slot.spec;
  const run = runOf(worker, name);
  if (problem?.reason === 'CreateContainerError') {
    const retryAt = planning.now + retryIn(pod, slot, run.failures, planning);
    const lasting = isUnending(behaviourFor(pod, slot, planning).start?.failures ?? []);
    run.trouble = { ...problem, looksAt: never, looks: 0, retryAt, lasting };
    run.failures++;
    return [reported(pod, slot, 'error', [problem.message])];
  }
  run.trouble = undefined;
  countRestart(worker, slot);
  const begin = [
    reported(pod, slot, 'created'),
    physicalStep({ type: 'StartContainer', pod: pod.uid, container: name }),
  ];
  if (problem === undefined) {
    worker.action = postStart(pod, slot, planning);
    return [...begin, reported(pod, slot, 'started')];
  }
  run.failures++;
  run.refusal = { startedAt: planning.now, reason: 'RunContainerError', message: problem.message };
  const end = { type: 'ExitContainer', pod: pod.uid, container: name, exitCode: 128, reason: 'StartError' } as const;
  return [...begin, physicalStep(end), reported(pod, slot, 'error', [problem.message])];
};

/** Names one run of one container. */
export const imageRun = ({ slot }: Pick<Action, 'slot'>): string =>
  slot === undefined ? '' : `${slot.spec.name}/${slot.process === undefined ? 0 : slot.process.restarts + 1}`;
