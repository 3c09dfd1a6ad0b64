import { never } from '@orrery/core/engine';
import type { NodeRecord, PodRecord, Sandbox, Uid } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import type { Memory } from './memory.ts';
import { disksOf } from './mounts.ts';
import { imageBytes, reported } from './reported.ts';
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
  const { removed, cutOff } = memory.machine;
  const sandbox = physical.sandbox(key);
  const known = view.tables.Pod.get(key);
  const nodeName = known?.node ?? sandbox?.node ?? '';
  const { powered, kubelet } = physical.host(nodeName);
  if (nodeName === '' || !powered || !kubelet) return undefined;
  const seen = cutOff.get(nodeName);
  const pod = seen === undefined ? known : seen.pods.get(key);
  const last = pod ?? removed.get(key);
  if (seen !== undefined && last === undefined) return undefined;
  const node = seen === undefined ? view.tables.Node.get(memory.nodes.get(nodeName) ?? 0) : seen.node;
  return pod !== undefined && node === undefined
    ? undefined
    : { uid: key, pod, last, sandbox, nodeName, node, cutOff: seen !== undefined };
};

/** NL-20: what becomes of steps whose node is cut off: nothing that is asked of the API gets there. */
export const sendable = ({ cutOff }: Held, steps: readonly Step[]): readonly Step[] =>
  cutOff ? steps.filter(({ command }) => !isForApi(command)) : steps;

const isForApi = ({ type }: Step['command']): boolean =>
  type === 'RecordEvent' || type === 'ReportPodStatus' || type === 'Delete' || type === 'ReportVolumesInUse';

/** Does what is due: ends processes that were told to stop, completes what took its time, sends the status. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  const worker = memory.machine.workers.get(key);
  const held = worker === undefined ? undefined : heldPod(memory, key, planning);
  if (worker === undefined || held === undefined) return nothing;
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
  steps.push(...dueExits(worker, held, now));
  const { action } = worker;
  if (action !== undefined && action.dueAt <= now) {
    steps.push(...completed(worker, held, action, planning));
    worker.action = undefined;
  }
  return { steps: sendable(held, steps) };
};

const physicalStep = (command: Step['command']): Step => ({ command, onRejection: 'continue' });

/** KL-5: each process ends when it obeys SIGTERM, or is killed when its grace is over. */
const dueExits = (worker: Worker, { uid, sandbox }: Held, now: number): Step[] => {
  const steps: Step[] = [];
  for (const { name, state } of sandbox?.containers ?? []) {
    const { stopAt, exitCode } = runOf(worker, name);
    if (state === 'running' && stopAt <= now)
      steps.push(physicalStep({ type: 'ExitContainer', pod: uid, container: name, exitCode }));
  }
  return steps;
};

/** What has been done when an action's time is over. */
const completed = (
  worker: Worker,
  { uid, last, nodeName }: Held,
  action: Action,
  planning: Planning,
): readonly Step[] => {
  const { type, slot, tookUs } = action;
  switch (type) {
    case 'mount':
      return [physicalStep({ type: 'MountVolumes', pod: uid, node: nodeName, disks: disksOf(last, planning) })];
    case 'unmount':
      return [physicalStep({ type: 'UnmountVolumes', pod: uid })];
    case 'sandbox':
      return [physicalStep({ type: 'StartSandbox', pod: uid, node: nodeName })];
    case 'pull': {
      if (slot === undefined || last === undefined) return [];
      const { image } = slot.spec;
      worker.image = imageRun(action);
      return [
        physicalStep({ type: 'PullImage', node: nodeName, image }),
        reported(last, slot, 'pulled', [image, imageBytes(image)], [tookUs, tookUs]),
      ];
    }
    case 'start': {
      if (slot === undefined || last === undefined) return [];
      countRestart(worker, slot);
      return [
        reported(last, slot, 'created'),
        physicalStep({ type: 'StartContainer', pod: uid, container: slot.spec.name }),
        reported(last, slot, 'started'),
      ];
    }
    default:
      return type satisfies never;
  }
};

/** Names one run of one container. */
export const imageRun = ({ slot }: Pick<Action, 'slot'>): string =>
  slot === undefined ? '' : `${slot.spec.name}/${slot.process === undefined ? 0 : slot.process.restarts + 1}`;
