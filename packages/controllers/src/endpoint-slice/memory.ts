import { second, type Duration, type Json } from '@orrery/core/engine';
import { type Change, type ObjectChange, type Uid } from '@orrery/core/cluster';
import { ServiceMembers, UidIndex, type Observing } from '@orrery/core/control';
import { isManaged, ownerKey } from './slice.ts';

/** A slice that somebody else has written is looked at after so long. Source: endpointSliceChangeMinSyncDelay. */
const foreignUs: Duration = second;

export interface Memory {
  readonly members: ServiceMembers;
  /** Slices of this controller by the key of their Service. */
  readonly slices: UidIndex;
  readonly machine: Machine;
}

/** What is still to be done; lost with the process, which then looks at everything. */
export interface Machine {
  /** Pods that have changed, by Service; `all`: look at every one. */
  readonly dirty: Map<Uid, Set<Uid> | 'all'>;
  /** Pods that wait for their node, by its name, each with its Service. */
  readonly waiting: Map<string, Map<Uid, Set<Uid>>>;
  /** Versions of slices that this controller wrote. */
  readonly written: Map<Uid, number>;
}

export const emptyMemory = (): Memory => ({
  members: new ServiceMembers(),
  slices: new UidIndex(),
  machine: { dirty: new Map(), waiting: new Map(), written: new Map() },
});

/** Has a Service's pod, or all of them, looked at. */
export const soil = ({ machine }: Memory, service: Uid, pod: Uid | 'all'): void => {
  const known = machine.dirty.get(service);
  if (pod === 'all') machine.dirty.set(service, 'all');
  else if (known === undefined) machine.dirty.set(service, new Set([pod]));
  else if (known !== 'all') known.add(pod);
};

export const observe = (memory: Memory, change: Change, observing: Observing): void => {
  const { queue, view } = observing;
  switch (change.kind) {
    case 'Pod': {
      const pod = (change.after ?? change.before)?.uid ?? 0;
      for (const service of memory.members.observe(change, view)) {
        soil(memory, service, pod);
        queue.add(service);
      }
      return;
    }
    case 'Service': {
      const { before, after } = change;
      memory.members.observe(change, view);
      if (after === undefined) {
        if (before !== undefined) memory.machine.dirty.delete(before.uid);
        return;
      }
      if (before?.body === after.body && before.meta === after.meta) return;
      soil(memory, after.uid, 'all');
      queue.add(after.uid);
      return;
    }
    case 'EndpointSlice':
      return observeSlice(memory, change, observing);
    case 'Node':
      return observeNode(memory, change, observing);
    default:
      return;
  }
};

const observeSlice = (
  memory: Memory,
  { before, after }: ObjectChange<'EndpointSlice'>,
  { queue, view }: Observing,
): void => {
  const { machine, slices } = memory;
  if (before !== undefined && isManaged(before)) slices.delete(ownerKey(before), before.uid);
  if (after !== undefined && isManaged(after)) slices.add(ownerKey(after), after.uid);
  const slice = after ?? before;
  if (slice === undefined) return;
  const own = after === undefined ? !machine.written.has(slice.uid) : machine.written.get(slice.uid) === after.version;
  if (after === undefined) machine.written.delete(slice.uid);
  if (own) return;
  const [namespace = '', name = ''] = ownerKey(slice).split('/');
  const service = view.tables.Service.find(namespace, name);
  if (service === undefined) return;
  soil(memory, service.uid, 'all');
  queue.addAfter(service.uid, foreignUs);
};

const observeNode = (memory: Memory, { before, after }: ObjectChange<'Node'>, { queue }: Observing): void => {
  const name = after?.meta.name ?? '';
  const waiting = memory.machine.waiting.get(name);
  if (before !== undefined || waiting === undefined) return;
  memory.machine.waiting.delete(name);
  for (const [service, pods] of waiting) {
    for (const pod of pods) soil(memory, service, pod);
    queue.add(service);
  }
};

/** A pod waits for its node to be known. */
export const awaitNode = ({ machine }: Memory, node: string, service: Uid, pod: Uid): void => {
  const services = machine.waiting.get(node) ?? new Map<Uid, Set<Uid>>();
  const pods = services.get(service) ?? new Set<Uid>();
  machine.waiting.set(node, services.set(service, pods.add(pod)));
};

/** What the caches determine, for the law that it equals a memory built anew. */
export const snapshot = ({ members, slices }: Memory): Json => ({ members: members.toJson(), slices: slices.toJson() });
