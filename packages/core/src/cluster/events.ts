import type { EventOf } from '../engine/index.ts';
import { kindNames, type KindName } from './kind.ts';

/**
 * Every fact that a run can record, and what the log keeps of it. The first ones are the most frequent.
 * `uid` is always that of the object the event is about; `kind` its kind where the event serves several.
 */
export const clusterEvents = {
  // What kubelets and the scheduler report of pods.
  /** A pod's status was written: what it says, the instants in it (pairs of seconds and microseconds), addresses. */
  PodStatusReported: { uid: 'int', status: 'body', times: 'ints', ip: 'int', hostIp: 'text' },
  /** The scheduler bound a pod to a node; the status gains condition PodScheduled. `decision`: what it saw; null: nobody said. */
  PodBound: { uid: 'int', node: 'text', status: 'body', decision: 'body' },
  /** A ReportedEvent was written: what `kubectl get events` shows. `decision`: what led to it, where its component keeps that; else null. */
  EventRecorded: {
    uid: 'int',
    template: 'body',
    kind: 'text',
    regarding: 'int',
    namespace: 'text',
    name: 'text',
    fieldPath: 'text',
    host: 'text',
    args: 'texts',
    durationsUs: 'ints',
    decision: 'body',
  },
  /** The same ReportedEvent happened again. */
  EventRepeated: { uid: 'int', count: 'int', decision: 'body' },

  // The physical world.
  SandboxStarted: { pod: 'int', node: 'text', ip: 'int' },
  ImagePulled: { node: 'text', image: 'text' },
  /** The pod's volumes are mounted on its node; `disks`: handles of those that have a disk of their own. */
  VolumesMounted: { pod: 'int', node: 'text', disks: 'texts' },
  ContainerStarted: { pod: 'int', container: 'text' },
  /** `reason`: OOMKilled or another word of the runtime; empty where the exit code says it. */
  ContainerExited: { pod: 'int', container: 'text', exitCode: 'int', reason: 'text' },
  VolumesUnmounted: { pod: 'int' },
  SandboxStopped: { pod: 'int' },
  /** The machine under a node lost power: what ran there runs no more. */
  NodePoweredOff: { node: 'text' },
  NodePoweredOn: { node: 'text' },
  /** Nothing goes between the node and the API any more; what runs there goes on. */
  NodePartitioned: { node: 'text' },
  NodeHealed: { node: 'text' },
  ListsHeld: { node: 'text' },
  ListsReleased: { node: 'text' },
  /** The kubelet's process ended, its containers did not. */
  KubeletStopped: { node: 'text' },
  KubeletStarted: { node: 'text' },
  /** A storage system made a disk; `disk` is its handle. */
  DiskCreated: { disk: 'text', driver: 'text', bytes: 'long' },
  DiskDeleted: { disk: 'text' },
  DiskAttached: { disk: 'text', driver: 'text', node: 'text' },
  DiskDetached: { disk: 'text', driver: 'text', node: 'text' },

  // Any object.
  /** An object was stored for the first time. A body with holes is filled with args. */
  Created: { kind: 'text', uid: 'int', namespace: 'text', name: 'text', body: 'body', args: 'texts', status: 'body' },
  /** Metadata or spec were written. The body is the whole of both; the status stays. */
  Updated: { kind: 'text', uid: 'int', body: 'body', args: 'texts', generation: 'int' },
  /** The status of an object was written through its status sub-resource by a user or a controller without a narrow event. */
  StatusUpdated: { kind: 'text', uid: 'int', status: 'body' },
  /** Deletion was requested, or its period shortened; the object stays until what holds it lets go. */
  DeletionStarted: { kind: 'text', uid: 'int', dueAt: 'long', graceSeconds: 'int', generation: 'int' },
  FinalizersChanged: { kind: 'text', uid: 'int', finalizers: 'texts' },
  /** The object is gone. */
  Removed: { kind: 'text', uid: 'int' },

  // Status of the workloads.
  StatefulSetStatusReported: {
    uid: 'int',
    observedGeneration: 'int',
    replicas: 'int',
    readyReplicas: 'int',
    availableReplicas: 'int',
    currentReplicas: 'int',
    updatedReplicas: 'int',
    currentRevision: 'text',
    updateRevision: 'text',
    collisionCount: 'int',
  },
  DaemonSetStatusReported: {
    uid: 'int',
    observedGeneration: 'int',
    currentNumberScheduled: 'int',
    numberMisscheduled: 'int',
    desiredNumberScheduled: 'int',
    numberReady: 'int',
    updatedNumberScheduled: 'int',
    numberAvailable: 'int',
    numberUnavailable: 'int',
    collisionCount: 'int',
  },

  // Volumes and claims.
  /** A volume's claimRef was written: to this claim, or to none (all empty). `byController`: annotation bound-by-controller. */
  VolumeClaimed: { uid: 'int', namespace: 'text', name: 'text', claim: 'text', byController: 'flag' },
  VolumePhaseChanged: { uid: 'int', phase: 'text', reason: 'text', message: 'text' },
  /** A claim's volumeName was written together with annotation bind-completed. */
  ClaimBound: { uid: 'int', volume: 'text', byController: 'flag' },
  ClaimStatusChanged: { uid: 'int', phase: 'text', capacity: 'text', accessModes: 'texts' },
  /** The scheduler chose (or, empty, the provisioner gave back) the node for a claim: annotation selected-node. */
  ClaimNodeSelected: { uid: 'int', node: 'text' },
  /** A driver's attacher said how far an attachment is. */
  AttachmentReported: { uid: 'int', attached: 'flag', attachError: 'text', detachError: 'text' },
  /** A node's status.volumesAttached (by the attach-detach controller) or volumesInUse (by its kubelet) was written. */
  NodeVolumesReported: { uid: 'int', attached: 'texts', inUse: 'texts' },

  // What came from outside.
  /** A user typed a command; what it caused names it as its cause. */
  InputReceived: { line: 'text' },
  FaultInjected: { fault: 'text' },
  /** Something came from outside of the run while it was served: the command that it was part of, and all of it. */
  RequestReceived: { command: 'text', input: 'body' },

  /** Who manages which fields of an object, noted just ahead of the write of its status that changed it: no change by itself. */
  ManagersNoted: { kind: 'text', uid: 'int', body: 'body' },
} as const;

export type ClusterEvent = EventOf<typeof clusterEvents>;

/** The event of one type. */
export type EventNamed<Type extends ClusterEvent['type']> = Extract<ClusterEvent, { readonly type: Type }>;

/** The kind of object that an event is about; undefined for what is no object of the API. */
export const eventKind = (event: ClusterEvent): KindName | undefined => {
  switch (event.type) {
    case 'Created':
    case 'Updated':
    case 'StatusUpdated':
    case 'DeletionStarted':
    case 'FinalizersChanged':
    case 'Removed':
    case 'ManagersNoted':
      return kindNames.find((kind) => kind === event.kind);
    case 'PodStatusReported':
    case 'PodBound':
      return 'Pod';
    case 'EventRecorded':
    case 'EventRepeated':
      return 'Event';
    case 'StatefulSetStatusReported':
      return 'StatefulSet';
    case 'DaemonSetStatusReported':
      return 'DaemonSet';
    case 'VolumeClaimed':
    case 'VolumePhaseChanged':
      return 'PersistentVolume';
    case 'ClaimBound':
    case 'ClaimStatusChanged':
    case 'ClaimNodeSelected':
      return 'PersistentVolumeClaim';
    case 'AttachmentReported':
      return 'VolumeAttachment';
    case 'NodeVolumesReported':
      return 'Node';
    default:
      return undefined;
  }
};

/** How an event is called in texts: `PodCreated` for a Created of kind Pod. */
export const eventName = (event: ClusterEvent): string => {
  switch (event.type) {
    case 'Created':
    case 'Updated':
    case 'StatusUpdated':
    case 'DeletionStarted':
    case 'FinalizersChanged':
    case 'Removed':
      return `${event.kind}${event.type}`;
    default:
      return event.type;
  }
};
