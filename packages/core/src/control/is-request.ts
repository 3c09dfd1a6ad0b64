import type { Command } from '../api/index.ts';

/** Does the command go over the network, so that its sender waits for an answer? Events and kubelets' reports are sent in the background. */
export const isRequest = (command: Command): boolean => {
  switch (command.type) {
    case 'RecordEvent':
    case 'RepeatEvent':
    case 'ReportPodStatus':
    case 'PatchPodStatus':
    case 'StartSandbox':
    case 'PullImage':
    case 'MountVolumes':
    case 'StartContainer':
    case 'ExitContainer':
    case 'UnmountVolumes':
    case 'StopSandbox':
    case 'PowerOffNode':
    case 'PowerOnNode':
    case 'PartitionNode':
    case 'HealNode':
    case 'StopKubelet':
    case 'StartKubelet':
    case 'HoldLists':
    case 'ReleaseLists':
    case 'CreateDisk':
    case 'DeleteDisk':
    case 'AttachDisk':
    case 'DetachDisk':
    case 'ReceiveInput':
    case 'ReceiveRequest':
    case 'InjectFault':
      return false;
    default:
      return true;
  }
};
