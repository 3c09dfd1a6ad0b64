import * as E from 'fp-ts/lib/Either.js';
import type { ClusterEvent, ClusterState, KindName } from '../../cluster/index.ts';
import type { AttachmentCommand, Command, CommandNamed, DiskCommand, VolumeCommand } from '../command.ts';
import { decideAttachment } from './attachment.ts';
import type { Deciding, Decision } from './decision.ts';
import { decideDisk } from './disk.ts';
import { decideDelete, decideDeleteCollection, decideFinalizers } from './deletion.ts';
import { decideCreate, decideRead, decideUpdate, decideUpdateStatus } from './object.ts';
import { decidePatchOwners } from './owners.ts';
import { decidePhysical } from './physical.ts';
import { decideBind, decidePodStatus, decidePodStatusPatch } from './pod.ts';
import { decideRecording } from './recording.ts';
import { decideVolume } from './volume.ts';
import { decideWorkloadStatus } from './workload.ts';

export type { Deciding, Decision } from './decision.ts';

/**
 * The rulebook of the API server: what a command does to this state. Writes nothing.
 * Bodies in commands were defaulted and validated by whoever made them; identity, versions and life cycle are decided here.
 */
export const decide = (state: ClusterState, command: Command, deciding: Deciding): Decision => {
  switch (command.type) {
    case 'ReportPodStatus':
      return noted(decidePodStatus(state, command), 'Pod', command);
    case 'PatchPodStatus':
      return decidePodStatusPatch(state, command, deciding);
    case 'BindPod':
      return decideBind(state, command, deciding);
    case 'RecordEvent':
    case 'RepeatEvent':
      return decideRecording(state, command, deciding);
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
      return decidePhysical(state, command);
    case 'Create':
      return decideCreate(state, command, deciding);
    case 'Update':
      return decideUpdate(state, command);
    case 'UpdateStatus':
      return noted(decideUpdateStatus(state, command), command.kind, command);
    case 'Delete':
      return decideDelete(state, command, deciding);
    case 'DeleteCollection':
      return decideDeleteCollection(state, command, deciding);
    case 'SetFinalizers':
      return decideFinalizers(state, command);
    case 'PatchOwners':
      return decidePatchOwners(state, command, deciding);
    case 'List':
    case 'Read':
      return decideRead(state, command);
    case 'ReportStatefulSetStatus':
    case 'ReportDaemonSetStatus':
      return decideWorkloadStatus(state, command);
    case 'ReceiveInput':
      return E.right([{ type: 'InputReceived', line: command.line }]);
    case 'ReceiveRequest':
      return E.right([{ type: 'RequestReceived', command: command.command, input: command.input }]);
    case 'InjectFault':
      return E.right([{ type: 'FaultInjected', fault: command.fault }]);
    default:
      return decideStorage(state, command);
  }
};

/** Who manages which fields is noted ahead of the write that changes it, so that whoever watches is told of both at once. */
const noted = (
  decision: Decision,
  kind: KindName,
  { uid, managed }: CommandNamed<'UpdateStatus' | 'ReportPodStatus'>,
): Decision =>
  managed === undefined
    ? decision
    : E.map((events: readonly ClusterEvent[]) =>
        events.length === 0 ? events : [{ type: 'ManagersNoted' as const, kind, uid, body: managed }, ...events],
      )(decision);

/** What is asked about volumes and the disks behind them. */
const decideStorage = (state: ClusterState, command: VolumeCommand | AttachmentCommand | DiskCommand): Decision => {
  switch (command.type) {
    case 'ClaimVolume':
    case 'SetVolumePhase':
    case 'BindClaim':
    case 'SetClaimStatus':
    case 'SelectClaimNode':
      return decideVolume(state, command);
    case 'ReportAttachment':
    case 'ReportVolumeAttached':
    case 'ReportVolumesInUse':
      return decideAttachment(state, command);
    case 'CreateDisk':
    case 'DeleteDisk':
    case 'AttachDisk':
    case 'DetachDisk':
      return decideDisk(state, command);
    default:
      return command satisfies never;
  }
};
