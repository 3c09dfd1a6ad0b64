import { never, type Instant } from '@orrery/core/engine';
import type { PodRecord, Sandbox, Uid } from '@orrery/core/cluster';
import { chosen, type Planning, type Step } from '@orrery/core/control';
import { behaviourFor, limitsOf } from './behaviour.ts';
import { ByName } from './by-name.ts';
import { slotsOf, type Slot } from './containers.ts';
import { growsUs } from './usage.ts';

/** When and how the process in a container ends. It does so whether or not its kubelet is there to see it. */
export interface Fate {
  /** Of the container. */
  readonly name: string;
  /** The start of the run that this is about. */
  readonly startedAt: Instant;
  endsAt: Instant;
  exitCode: number;
  /** What the runtime calls it where the exit code alone does not say. */
  reason: string;
  /** It was told to stop. */
  told: boolean;
}

/** By pod and name of container. */
export type Fates = Map<Uid, ByName<Fate>>;

/** KL-15, KL-27: a process that has just been started ends by itself as its behaviour says, when it outgrows its limit, or not at all. */
export const drawFates = (
  fates: Fates,
  pod: PodRecord,
  sandbox: Sandbox | undefined,
  restartsOf: (slot: Slot) => number,
  planning: Planning,
): void => {
  if (sandbox === undefined) return;
  for (const slot of slotsOf(pod, sandbox)) {
    const { process } = slot;
    if (process === undefined) continue;
    const known = fates.get(pod.uid)?.get(slot.spec.name);
    if (known?.startedAt === process.startedAt) continue;
    const { startedAt } = process;
    const fate: Fate = { name: slot.spec.name, startedAt, endsAt: never, exitCode: 0, reason: '', told: false };
    foresee(fate, pod, slot, restartsOf(slot), planning);
    fatesOf(fates, pod.uid).put(fate);
  }
};

/** The fates of a pod's processes, to be added to. */
export const fatesOf = (fates: Fates, uid: Uid): ByName<Fate> => {
  let found = fates.get(uid);
  if (found === undefined) {
    found = new ByName();
    fates.set(uid, found);
  }
  return found;
};

const foresee = (fate: Fate, pod: PodRecord, slot: Slot, restarts: number, planning: Planning): void => {
  const { run = [], uses, ready } = behaviourFor(pod, slot, planning);
  const { choices, timing } = planning;
  const memory = uses === undefined ? 0 : limitsOf(slot).memoryBytes;
  if (uses !== undefined && memory > 0 && uses.memoryBytes > memory) {
    fate.endsAt = fate.startedAt + growsUs(pod, slot, restarts, ready, planning);
    fate.exitCode = 137;
    fate.reason = 'OOMKilled';
    return;
  }
  if (run.length === 0) {
    const runs = timing.initContainerRun;
    if (slot.role === 'init')
      fate.endsAt = fate.startedAt + choices.delay('kubelet/run', pod.uid, restarts, slot.index, runs);
    return;
  }
  const place = choices.below('kubelet/ending', pod.uid, restarts, slot.index, 1_000_000);
  const ending = chosen(run, restarts, place);
  if (ending === undefined) return;
  fate.endsAt = fate.startedAt + choices.delay('kubelet/run', pod.uid, restarts, slot.index, ending.after);
  fate.exitCode = ending.exitCode;
  fate.reason = ending.oomKilled ? 'OOMKilled' : '';
};

const none: readonly Step[] = [];

/** Ends the processes whose time has come. */
export const dueEnds = (fates: Fates, { pod, containers }: Sandbox, now: Instant): readonly Step[] => {
  const all = fates.get(pod);
  if (all === undefined) return none;
  let ends: readonly Step[] = none;
  for (const { name, state, startedAt } of containers) {
    const fate = state === 'running' ? all.get(name) : undefined;
    if (fate?.startedAt !== startedAt || fate.endsAt > now) continue;
    const { exitCode, reason } = fate;
    const command = { type: 'ExitContainer', pod, container: name, exitCode, reason } as const;
    ends = [...ends, { command, onRejection: 'continue' }];
  }
  return ends;
};

/** When the next process of a pod ends; `never`: none does by itself. */
export const nextEnd = (fates: Fates, sandbox: Sandbox | undefined): Instant => {
  const all = sandbox === undefined ? undefined : fates.get(sandbox.pod);
  let next = never;
  if (all === undefined) return next;
  for (const { name, state, startedAt } of sandbox?.containers ?? []) {
    const fate = state === 'running' ? all.get(name) : undefined;
    if (fate?.startedAt === startedAt) next = Math.min(next, fate.endsAt);
  }
  return next;
};
