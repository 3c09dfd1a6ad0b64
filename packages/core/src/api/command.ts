import type { Body, Instant, JsonObject } from '../engine/index.ts';
import type {
  ClaimPhase,
  DaemonSetStatus,
  EventTemplate,
  KindName,
  Regarding,
  StatefulSetStatus,
  Uid,
  VolumePhase,
} from '../cluster/index.ts';

/** What a delete asks for about dependents: `deleteOptions.propagationPolicy`. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** What a patch does to owner references: puts one in, takes some out by uid, or lets none be blocked any more. */
export type OwnerChange =
  { readonly add: JsonObject } | { readonly without: readonly string[] } | { readonly blocking: false };

/** Requests about objects of any kind. Objects come as bodies that are already defaulted and validated (see handle.ts). */
export type ObjectCommand =
  | {
      readonly type: 'Create';
      readonly kind: KindName;
      readonly namespace: string;
      /** Empty: a name is made from `generateName`. */
      readonly name: string;
      readonly generateName?: string;
      readonly body: Body;
      readonly args?: readonly string[];
      /** The server looks at what it is sent as it does at a user's; left out, the sender vouches for it. */
      readonly validating?: boolean;
      /** Initial status; left out, the kind's own. */
      readonly status?: Body;
    }
  | {
      /** Writes metadata and spec. `version`: optimistic lock; left out, unconditional. */
      readonly type: 'Update';
      readonly kind: KindName;
      readonly uid: Uid;
      readonly version?: number;
      readonly body: Body;
      /** As for Create. */
      readonly validating?: boolean;
    }
  | {
      readonly type: 'UpdateStatus';
      readonly kind: KindName;
      readonly uid: Uid;
      readonly version?: number;
      readonly status: Body;
      /** The body with who manages which fields after this write, where that changes. */
      readonly managed?: Body;
    }
  | {
      readonly type: 'Delete';
      readonly kind: KindName;
      readonly namespace: string;
      readonly name: string;
      /** Preconditions. */
      readonly uid?: Uid;
      readonly version?: number;
      /** Left out: the object's own period. */
      readonly graceSeconds?: number;
      readonly propagation?: Propagation;
    }
  /** Deletes every object of a kind in a namespace, each as `Delete` would. */
  | {
      readonly type: 'DeleteCollection';
      readonly kind: KindName;
      readonly namespace: string;
      readonly propagation?: Propagation;
    }
  /** Writes the finalizers alone, as a patch does; removing the last one of an object in deletion removes the object. */
  | {
      readonly type: 'SetFinalizers';
      readonly kind: KindName;
      readonly uid: Uid;
      readonly version?: number;
      readonly finalizers: readonly string[];
    }
  /** Patches the owner references as they are when the request arrives, and so needs no version. */
  | { readonly type: 'PatchOwners'; readonly kind: KindName; readonly uid: Uid; readonly change: OwnerChange }
  /** A live read: answers with the head's record, past every cache. */
  | { readonly type: 'Read'; readonly kind: KindName; readonly namespace: string; readonly name: string }
  /** A live list of a namespace, past every cache. */
  | { readonly type: 'List'; readonly kind: KindName; readonly namespace: string };

/** Requests about pods that the scheduler and the kubelets make. */
export type PodCommand =
  | {
      readonly type: 'BindPod';
      readonly uid: Uid;
      readonly node: string;
      /** What the scheduler saw when it chose the node; the log keeps it. */
      readonly decision?: Body;
    }
  | {
      readonly type: 'ReportPodStatus';
      readonly uid: Uid;
      /** The status without its instants and addresses. */
      readonly status: Body;
      /** Instants of the containers' states, in the order of status-object.ts. */
      readonly times: readonly Instant[];
      readonly ip: number;
      readonly hostIp: string;
      /** As for UpdateStatus. */
      readonly managed?: Body;
    }
  | {
      /** A patch of a status as it is when the request arrives: one condition, the nominated node, or both. */
      readonly type: 'PatchPodStatus';
      readonly uid: Uid;
      /** Takes the place of the condition of its type, or comes after the others. */
      readonly condition?: PodConditionPatch;
      /** status.nominatedNodeName; empty: none. Left out: as it is. */
      readonly nominatedNode?: string;
    };

/** A condition without its time, as it is stored. */
export interface PodConditionPatch extends JsonObject {
  readonly type: string;
  readonly status: string;
}

export type WorkloadCommand =
  | {
      readonly type: 'ReportStatefulSetStatus';
      readonly uid: Uid;
      readonly version?: number;
      readonly status: StatefulSetStatus;
    }
  | {
      readonly type: 'ReportDaemonSetStatus';
      readonly uid: Uid;
      readonly version?: number;
      readonly status: DaemonSetStatus;
    };

/** Writes of the volume binder and of the scheduler's volume plugin; each is one update with a resourceVersion. */
export type VolumeCommand =
  | {
      /** Writes a volume's claimRef; `claim` undefined clears it. */
      readonly type: 'ClaimVolume';
      readonly uid: Uid;
      readonly version: number;
      readonly claim: { readonly namespace: string; readonly name: string; readonly uid: string } | undefined;
      readonly byController: boolean;
    }
  | {
      readonly type: 'SetVolumePhase';
      readonly uid: Uid;
      readonly version: number;
      readonly phase: VolumePhase;
      readonly reason?: string;
      readonly message?: string;
    }
  | {
      readonly type: 'BindClaim';
      readonly uid: Uid;
      readonly version: number;
      readonly volume: string;
      readonly byController: boolean;
    }
  | {
      readonly type: 'SetClaimStatus';
      readonly uid: Uid;
      readonly version: number;
      readonly phase: ClaimPhase;
      readonly capacity: string;
      readonly accessModes: readonly string[];
    }
  | { readonly type: 'SelectClaimNode'; readonly uid: Uid; readonly version: number; readonly node: string };

/** What attachers, the attach-detach controller and kubelets report of attached volumes. */
export type AttachmentCommand =
  | {
      readonly type: 'ReportAttachment';
      readonly uid: Uid;
      readonly version?: number;
      readonly attached: boolean;
      readonly attachError?: string;
      readonly detachError?: string;
    }
  /** Puts a volume, by its unique name, on a node's status.volumesAttached, or takes it off. */
  | { readonly type: 'ReportVolumeAttached'; readonly uid: Uid; readonly volume: string; readonly attached: boolean }
  /** Writes a node's status.volumesInUse: unique names. */
  | { readonly type: 'ReportVolumesInUse'; readonly uid: Uid; readonly volumes: readonly string[] };

/** What happens on machines. The physical world refuses nothing that makes sense there. */
export type PhysicalCommand =
  | { readonly type: 'StartSandbox'; readonly pod: Uid; readonly node: string }
  | { readonly type: 'PullImage'; readonly node: string; readonly image: string }
  | { readonly type: 'MountVolumes'; readonly pod: Uid; readonly node: string; readonly disks?: readonly string[] }
  | { readonly type: 'StartContainer'; readonly pod: Uid; readonly container: string }
  | {
      readonly type: 'ExitContainer';
      readonly pod: Uid;
      readonly container: string;
      readonly exitCode: number;
      /** What the runtime calls it where the exit code alone does not say: OOMKilled, StartError. */
      readonly reason?: string;
    }
  | { readonly type: 'UnmountVolumes'; readonly pod: Uid }
  | { readonly type: 'StopSandbox'; readonly pod: Uid }
  | { readonly type: 'PowerOffNode'; readonly node: string }
  | { readonly type: 'PowerOnNode'; readonly node: string }
  | { readonly type: 'PartitionNode'; readonly node: string }
  | { readonly type: 'HealNode'; readonly node: string }
  | { readonly type: 'StopKubelet'; readonly node: string }
  | { readonly type: 'StartKubelet'; readonly node: string }
  /** From now on whatever a node's kubelet lists is as old as this instant, until that is released. What it watches already goes on. */
  | { readonly type: 'HoldLists'; readonly node: string }
  | { readonly type: 'ReleaseLists'; readonly node: string };

/** What is asked of storage systems. */
export type DiskCommand =
  | { readonly type: 'CreateDisk'; readonly disk: string; readonly driver: string; readonly bytes: number }
  | { readonly type: 'DeleteDisk'; readonly disk: string }
  | { readonly type: 'AttachDisk'; readonly disk: string; readonly driver: string; readonly node: string }
  | { readonly type: 'DetachDisk'; readonly disk: string; readonly driver: string; readonly node: string };

/** A ReportedEvent, as a component's recorder wants it written. */
export type RecordingCommand =
  | {
      readonly type: 'RecordEvent';
      readonly template: EventTemplate;
      readonly regarding: Regarding;
      readonly args: readonly string[];
      readonly durationsUs?: readonly number[];
      readonly host?: string;
      /** What led to it; the log keeps it, the Event does not show it. */
      readonly decision?: Body;
    }
  | { readonly type: 'RepeatEvent'; readonly uid: Uid; readonly count: number; readonly decision?: Body };

/** Marks in the log of what came from outside; never refused. */
export type OutsideCommand =
  | { readonly type: 'ReceiveInput'; readonly line: string }
  | { readonly type: 'InjectFault'; readonly fault: string }
  | { readonly type: 'ReceiveRequest'; readonly command: string; readonly input: Body };

/** A request to the API server, or to the physical world below it. */
export type Command =
  | ObjectCommand
  | PodCommand
  | WorkloadCommand
  | VolumeCommand
  | AttachmentCommand
  | PhysicalCommand
  | DiskCommand
  | RecordingCommand
  | OutsideCommand;

export type CommandNamed<Type extends Command['type']> = Extract<Command, { readonly type: Type }>;
