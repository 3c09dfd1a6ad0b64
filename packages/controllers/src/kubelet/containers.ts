import type { Body } from '@orrery/core/engine';
import {
  oncePerBody,
  podSpecOf,
  type ContainerProcess,
  type ContainerSpec,
  type PodRecord,
  type Sandbox,
} from '@orrery/core/cluster';

/** What a container is to its pod: run once before the others, run beside them from before their start, or the pod's own. */
export type Role = 'init' | 'sidecar' | 'main';

/** A container that a pod's spec names. */
export interface Place {
  readonly spec: ContainerSpec;
  readonly role: Role;
  /** Counts init containers first, then the others. */
  readonly index: number;
  readonly fieldPath: string;
}

/** A place and the process that runs, or ran last, there. */
export interface Slot extends Place {
  readonly process: ContainerProcess | undefined;
}

/** All containers of a pod's spec, init containers first; computed once for each template. */
export const placesOf: (body: Body) => readonly Place[] = oncePerBody((body) => {
  const { initContainers, containers } = podSpecOf(body);
  const init = initContainers.map((spec, index) => ({
    spec,
    role: spec.restartPolicy === 'Always' ? ('sidecar' as const) : ('init' as const),
    index,
    fieldPath: `spec.initContainers{${spec.name}}`,
  }));
  const main = containers.map((spec, i) => ({
    spec,
    role: 'main' as const,
    index: initContainers.length + i,
    fieldPath: `spec.containers{${spec.name}}`,
  }));
  return [...init, ...main];
});

const slotsIn = (body: Body, containers: readonly ContainerProcess[]): readonly Slot[] =>
  placesOf(body).map(({ spec, role, index, fieldPath }) => ({
    spec,
    role,
    index,
    fieldPath,
    process: processNamed(containers, spec.name),
  }));

/** Slots of a pod of which nothing runs yet: the same for all pods of a template. */
const emptySlots = oncePerBody((body) => slotsIn(body, []));

/** What was asked last: one look at a pod asks a dozen times. */
const latest: { body: Body | undefined; containers: readonly ContainerProcess[]; slots: readonly Slot[] } = {
  body: undefined,
  containers: [],
  slots: [],
};

/** The containers of a pod and what runs in them. The same value for the same arguments, if they are asked in a row. */
export const slotsOf = ({ body }: PodRecord, sandbox: Sandbox | undefined): readonly Slot[] => {
  if (sandbox === undefined || sandbox.containers.length === 0) return emptySlots(body);
  if (latest.body !== body || latest.containers !== sandbox.containers) {
    latest.slots = slotsIn(body, sandbox.containers);
    latest.body = body;
    latest.containers = sandbox.containers;
  }
  return latest.slots;
};

const processNamed = (containers: readonly ContainerProcess[], name: string): ContainerProcess | undefined => {
  for (const container of containers) if (container.name === name) return container;
  return undefined;
};

export const isRunning = ({ process }: Pick<Slot, 'process'>): boolean => process?.state === 'running';

const exitedWell = ({ process }: Slot): boolean => process?.state === 'exited' && process.exitCode === 0;

/** Is there nothing left that this container has to do before the next may start? */
export const isInitialized = (slot: Slot, startedUp: (slot: Slot) => boolean): boolean =>
  slot.role === 'sidecar' ? isRunning(slot) && startedUp(slot) : slot.role === 'main' || exitedWell(slot);

/** KL-8: is the container to be run (again)? Source: ShouldContainerBeRestarted, computePodActions. */
export const wantsRun = (slot: Slot, restartPolicy: string): boolean => {
  const { process, role } = slot;
  if (process === undefined) return true;
  if (process.state === 'running') return false;
  if (role === 'sidecar') return true;
  if (restartPolicy === 'Never' || (role === 'init' && process.exitCode === 0)) return false;
  return role === 'init' || restartPolicy === 'Always' || process.exitCode !== 0;
};

/** The containers that may start now as far as order goes: init containers one after the other, then all of the rest. */
export const startable = (
  slots: readonly Slot[],
  restartPolicy: string,
  startedUp: (slot: Slot) => boolean,
): readonly Slot[] => {
  const started = slots.some(({ role, process }) => role === 'main' && process !== undefined);
  const first = started ? undefined : slots.find((slot) => !isInitialized(slot, startedUp));
  const inOrder = first === undefined ? slots.filter(({ role }) => role !== 'init') : [first];
  return inOrder.filter((slot) => wantsRun(slot, restartPolicy));
};
