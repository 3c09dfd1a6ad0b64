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
    case 'HoldLists':
    case 'ReleaseLists':
      return E.right(hostEvents(physical, command));
    default:
      return command satisfies never;
  }
};

const hostEvents = (
  physical: Physical,
  {
    type,
    node,
  }: CommandNamed<
    | 'PowerOffNode'
    | 'PowerOnNode'
    | 'PartitionNode'
    | 'HealNode'
    | 'StopKubelet'
    | 'StartKubelet'
    | 'HoldLists'
    | 'ReleaseLists'
  >,
): readonly ClusterEvent[] => {
  const { powered, connected, kubelet, fresh } = physical.host(node);
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
    case 'HoldLists':
      return fresh ? [{ type: 'ListsHeld', node }] : [];
    case 'ReleaseLists':
      return fresh ? [] : [{ type: 'ListsReleased', node }];
    default:
      return type satisfies never;
  }
};
