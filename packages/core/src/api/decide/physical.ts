import * as E from 'fp-ts/lib/Either.js';
import type { ClusterEvent, ClusterState, Physical } from '../../cluster/index.ts';
import type { CommandNamed, PhysicalCommand } from '../command.ts';
import type { Decision } from './decision.ts';

/** First address of the pod network, 10.244.0.0/14; each sandbox gets the address of its pod's number. */
const podNetwork = 0x0af4_0000;
const podAddresses = 0x0003_ffff;

/** What happens on a machine happens: these are not requests that could be refused, only repeats leave no trace. */
export const decidePhysical = (state: ClusterState, command: PhysicalCommand): Decision => {
  const { physical } = state;
  switch (command.type) {
    case 'StartSandbox': {
      const ip = podNetwork + (1 + (command.pod % podAddresses));
      return E.right([{ type: 'SandboxStarted', pod: command.pod, node: command.node, ip }]);
    }
    case 'PullImage':
      return E.right(
        physical.hasImage(command.node, command.image)
          ? []
          : [{ type: 'ImagePulled', node: command.node, image: command.image }],
      );
    case 'MountVolumes':
      return E.right([{ type: 'VolumesMounted', pod: command.pod, node: command.node, disks: command.disks ?? [] }]);
    case 'StartContainer':
      return E.right([{ type: 'ContainerStarted', pod: command.pod, container: command.container }]);
    case 'ExitContainer': {
      const { pod, container, exitCode, reason = '' } = command;
      return E.right([{ type: 'ContainerExited', pod, container, exitCode, reason }]);
    }
    case 'UnmountVolumes':
      return E.right([{ type: 'VolumesUnmounted', pod: command.pod }]);
    case 'StopSandbox':
      return E.right(physical.sandbox(command.pod) === undefined ? [] : [{ type: 'SandboxStopped', pod: command.pod }]);
    case 'PowerOffNode':
    case 'PowerOnNode':
    case 'PartitionNode':
    case 'HealNode':
    case 'StopKubelet':
    case 'StartKubelet':
      return E.right(hostEvents(physical, command));
    case 'CreateDisk':
    case 'DeleteDisk':
    case 'AttachDisk':
    case 'DetachDisk':
      return E.right(diskEvents(physical, command));
    default:
      return command satisfies never;
  }
};

const hostEvents = (
  physical: Physical,
  {
    type,
    node,
  }: CommandNamed<'PowerOffNode' | 'PowerOnNode' | 'PartitionNode' | 'HealNode' | 'StopKubelet' | 'StartKubelet'>,
): readonly ClusterEvent[] => {
  const { powered, connected, kubelet } = physical.host(node);
  switch (type) {
    case 'PowerOffNode':
      return powered ? [{ type: 'NodePoweredOff', node }] : [];
    case 'PowerOnNode':
      return powered ? [] : [{ type: 'NodePoweredOn', node }];
    case 'PartitionNode':
      return connected ? [{ type: 'NodePartitioned', node }] : [];
    case 'HealNode':
      return connected ? [] : [{ type: 'NodeHealed', node }];
    case 'StopKubelet':
      return kubelet ? [{ type: 'KubeletStopped', node }] : [];
    case 'StartKubelet':
      return kubelet ? [] : [{ type: 'KubeletStarted', node }];
    default:
      return type satisfies never;
  }
};

/** Storage systems take requests twice: what is so already leaves no trace. Source: the CSI specification, idempotency. */
const diskEvents = (
  { disks }: Physical,
  command: CommandNamed<'CreateDisk' | 'DeleteDisk' | 'AttachDisk' | 'DetachDisk'>,
): readonly ClusterEvent[] => {
  const found = disks.get(command.disk);
  switch (command.type) {
    case 'CreateDisk': {
      const { disk, driver, bytes } = command;
      return found === undefined ? [{ type: 'DiskCreated', disk, driver, bytes }] : [];
    }
    case 'DeleteDisk':
      return found === undefined ? [] : [{ type: 'DiskDeleted', disk: command.disk }];
    case 'AttachDisk':
    case 'DetachDisk': {
      const { type, disk, driver, node } = command;
      const attached = found?.nodes.includes(node) === true;
      if (attached === (type === 'AttachDisk')) return [];
      return [{ type: attached ? 'DiskDetached' : 'DiskAttached', disk, driver, node }];
    }
    default:
      return command satisfies never;
  }
};
