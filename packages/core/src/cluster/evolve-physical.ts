import type { Instant } from '../engine/index.ts';
import { hostChange, type Change } from './change.ts';
import type { EventNamed } from './events.ts';
import { mountDisks } from './evolve-disk.ts';
import type { ContainerProcess, ContainerRun, Sandbox } from './sandbox.ts';
import { isBeating, type Physical } from './state.ts';

type PhysicalEvent = EventNamed<
  | 'SandboxStarted'
  | 'ImagePulled'
  | 'VolumesMounted'
  | 'ContainerStarted'
  | 'ContainerExited'
  | 'VolumesUnmounted'
  | 'SandboxStopped'
  | 'NodePoweredOff'
  | 'NodePoweredOn'
  | 'NodePartitioned'
  | 'NodeHealed'
  | 'ListsHeld'
  | 'ListsReleased'
  | 'KubeletStopped'
  | 'KubeletStarted'
>;

/** Folds an event of the physical world. */
export const evolvePhysical = (physical: Physical, event: PhysicalEvent, at: Instant): Change => {
  const changed = (change: Parameters<typeof hostChange>[2]): Change => {
    const node = 'node' in event ? event.node : '';
    return hostChange(node, isBeating(physical.host(node)), change);
  };
  switch (event.type) {
    case 'ImagePulled':
      physical.addImage(event.node, event.image);
      return changed({});
    case 'NodePoweredOff':
      return powerOff(physical, event.node);
    case 'NodePoweredOn':
      physical.setHost(event.node, { powered: true, kubelet: true });
      return changed({ power: 'on' });
    case 'NodePartitioned':
      physical.setHost(event.node, { connected: false });
      return changed({ network: 'cut' });
    case 'NodeHealed':
      physical.setHost(event.node, { connected: true });
      return changed({ network: 'healed' });
    case 'ListsHeld':
      physical.setHost(event.node, { fresh: false });
      return changed({ lists: 'held' });
    case 'ListsReleased':
      physical.setHost(event.node, { fresh: true });
      return changed({ lists: 'released' });
    case 'KubeletStopped':
      physical.setHost(event.node, { kubelet: false });
      return changed({ kubelet: 'stopped' });
    case 'KubeletStarted':
      physical.setHost(event.node, { kubelet: true });
      return changed({ kubelet: 'started' });
    case 'SandboxStopped': {
      const before = physical.sandbox(event.pod);
      physical.dropSandbox(event.pod);
      mountDisks(physical.disks, event.pod, before?.volumes ?? [], []);
      return { kind: 'Sandbox', before, after: undefined };
    }
    default: {
      const before = physical.sandbox(event.pod);
      const after = changedSandbox(before, event, at);
      physical.putSandbox(after);
      mountDisks(physical.disks, event.pod, before?.volumes ?? [], after.volumes);
      return { kind: 'Sandbox', before, after };
    }
  }
};

/** Everything on a machine without power ends at once, unseen by anybody. */
const powerOff = (physical: Physical, node: string): Change => {
  physical.setHost(node, { powered: false });
  const lost: Sandbox[] = [];
  physical.forEachSandbox((sandbox) => {
    if (sandbox.node === node) lost.push(sandbox);
  });
  for (const { pod, volumes } of lost) {
    physical.dropSandbox(pod);
    mountDisks(physical.disks, pod, volumes, []);
  }
  return hostChange(node, isBeating(physical.host(node)), { power: 'off' });
};

const noVolumes: readonly string[] = [];

const changedSandbox = (
  before: Sandbox | undefined,
  event: EventNamed<'SandboxStarted' | 'VolumesMounted' | 'ContainerStarted' | 'ContainerExited' | 'VolumesUnmounted'>,
  at: Instant,
): Sandbox => {
  const { pod } = event;
  if (event.type === 'SandboxStarted') {
    const containers = before?.containers ?? [];
    const { mounted = false, volumes = noVolumes } = before ?? {};
    return { pod, node: event.node, ip: event.ip, mounted, volumes, containers };
  }
  const sandbox = before ?? { pod, node: '', ip: 0, mounted: false, volumes: [], containers: [] };
  switch (event.type) {
    case 'VolumesMounted':
      return { ...sandbox, node: event.node, mounted: true, volumes: event.disks };
    case 'VolumesUnmounted':
      return { ...sandbox, mounted: false, volumes: [] };
    case 'ContainerStarted':
      return { ...sandbox, containers: started(sandbox.containers, event.container, at) };
    case 'ContainerExited':
      return {
        ...sandbox,
        containers: sandbox.containers.map((one) =>
          one.name === event.container
            ? { ...one, state: 'exited', finishedAt: at, exitCode: event.exitCode, reason: event.reason }
            : one,
        ),
      };
    default:
      return event satisfies never;
  }
};

const started = (containers: readonly ContainerProcess[], name: string, at: Instant): readonly ContainerProcess[] => {
  const before = containers.find((one) => one.name === name);
  const restarts = before === undefined ? 0 : before.restarts + 1;
  const last = before?.finishedAt === undefined ? before?.last : runOf(before, before.finishedAt);
  const process = {
    name,
    state: 'running' as const,
    startedAt: at,
    finishedAt: undefined,
    exitCode: 0,
    reason: '',
    restarts,
    last,
  };
  return before === undefined
    ? containers.concat(process)
    : containers.map((one) => (one.name === name ? process : one));
};

const runOf = ({ startedAt, exitCode, reason }: ContainerProcess, finishedAt: Instant): ContainerRun => ({
  startedAt,
  finishedAt,
  exitCode,
  reason,
});
