import * as E from 'fp-ts/lib/Either.js';
import { second, type Duration, type Instant } from '@orrery/core/engine';
import {
  formatQuantity,
  oncePerBody,
  parseQuantity,
  readAmounts,
  textsAt,
  type NodeRecord,
  type PodRecord,
  type Sandbox,
} from '@orrery/core/cluster';
import type { EvictionSignal, KubeletConfiguration, Planning } from '@orrery/core/control';
import { behaviourFor, limitsOf } from './behaviour.ts';
import { isRunning, slotsOf, type Slot } from './containers.ts';
import { runOf, type ContainerUse, type Worker } from './worker.ts';

/** KL-32: what a container that has just been started will use, as its behaviour says; undefined: nothing to speak of. */
export const useOf = (
  pod: PodRecord,
  slot: Slot,
  { startedAt, restarts }: { readonly startedAt: Instant; readonly restarts: number },
  planning: Planning,
): ContainerUse | undefined => {
  if (planning.behaviours.length === 0) return undefined;
  const { uses, ready } = behaviourFor(pod, slot, planning);
  if (uses === undefined) return undefined;
  const limit = limitsOf(slot).memoryBytes;
  const memoryBytes = limit > 0 ? Math.min(uses.memoryBytes, limit) : uses.memoryBytes;
  return { ...uses, memoryBytes, grownAt: startedAt + growsUs(pod, slot, restarts, ready, planning) };
};

type Ready = ReturnType<typeof behaviourFor>['ready'];

/** How long a process takes until it uses all the memory that it will: at least a second. */
export const growsUs = (
  pod: PodRecord,
  slot: Slot,
  restarts: number,
  ready: Ready,
  { choices, timing }: Planning,
): Duration =>
  Math.max(second, choices.delay('kubelet/grows', pod.uid, restarts, slot.index, ready ?? timing.containerReady));

/** Amounts by signal. */
export type Amounts = Readonly<Record<EvictionSignal, number>>;

const none: Amounts = { 'memory.available': 0, 'nodefs.available': 0, 'pid.available': 0 };

const sum = (all: readonly Amounts[]): Amounts =>
  all.reduce(
    (a, b) => ({
      'memory.available': a['memory.available'] + b['memory.available'],
      'nodefs.available': a['nodefs.available'] + b['nodefs.available'],
      'pid.available': a['pid.available'] + b['pid.available'],
    }),
    none,
  );

/** A container that runs and what it uses at an instant. */
export interface Using {
  readonly slot: Slot;
  readonly amounts: Amounts;
}

export const usingOf = (pod: PodRecord, sandbox: Sandbox | undefined, worker: Worker, at: Instant): readonly Using[] =>
  slotsOf(pod, sandbox).flatMap((slot): readonly Using[] => {
    const { uses, startedAt } = runOf(worker, slot.spec.name);
    if (uses === undefined || !isRunning(slot) || slot.process?.startedAt !== startedAt) return [];
    const amounts = {
      'memory.available': at >= uses.grownAt ? uses.memoryBytes : 0,
      'nodefs.available': uses.diskBytes,
      'pid.available': uses.pids,
    };
    return [{ slot, amounts }];
  });

export const podAmounts = (using: readonly Using[]): Amounts => sum(using.map(({ amounts }) => amounts));

export const nodeAmounts = (pods: readonly Amounts[]): Amounts => sum(pods);

/** What a machine has: what its status says it has, or lets pods have. */
const machineOf = oncePerBody((status) => ({
  ...readAmounts(textsAt(status.json, 'allocatable')),
  ...nonZero(readAmounts(textsAt(status.json, 'capacity'))),
}));

const nonZero = ({ memoryBytes, ephemeralBytes }: ReturnType<typeof readAmounts>) => ({
  ...(memoryBytes === 0 ? {} : { memoryBytes }),
  ...(ephemeralBytes === 0 ? {} : { ephemeralBytes }),
});

/** How much there is of what a signal measures; 0: nobody knows, so that it is not looked at. */
export const capacityOf = ({ statusBody }: NodeRecord, { maxPids }: KubeletConfiguration): Amounts => {
  const { memoryBytes, ephemeralBytes } = machineOf(statusBody);
  return { 'memory.available': memoryBytes, 'nodefs.available': ephemeralBytes, 'pid.available': maxPids };
};

/** An amount as the kubelet prints it: `300Mi`, or all digits where no power of 1024 fits. */
export const amountText = (amount: number): string => {
  const quantity = parseQuantity(String(amount));
  if (E.isLeft(quantity)) return String(amount);
  const text = formatQuantity({ nano: quantity.right.nano, format: 'binary' });
  return /[a-zA-Z]$/.test(text) && !text.endsWith('i') ? String(amount) : text;
};

/** Which runs of a pod's containers use anything now; equal texts: nothing has changed. */
export const usedText = (sandbox: Sandbox | undefined, worker: Worker): string => {
  let text = '';
  for (const { name, uses, startedAt } of worker.runs) {
    if (uses === undefined) continue;
    const process = sandbox?.containers.find((one) => one.name === name);
    if (process?.state === 'running' && process.startedAt === startedAt) text += `${name}@${startedAt} `;
  }
  return text;
};
