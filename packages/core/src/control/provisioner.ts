import type { Distribution } from '../engine/index.ts';
import type { Timing } from './timing.ts';

/** What a storage system is asked to do. */
export type StorageOperation = 'provision' | 'delete' | 'attach' | 'detach';

export const storageOperations: readonly StorageOperation[] = ['provision', 'delete', 'attach', 'detach'];

/** Failures that are certain: the first `times` attempts of an operation, for one object or for each. */
export interface ScriptedFailure {
  readonly operation: StorageOperation;
  readonly times: number;
  /** `namespace/name` of a claim, or the name of a volume; undefined: any. */
  readonly of?: string | undefined;
  /** A gRPC status code, such as ResourceExhausted. */
  readonly code: string;
  readonly message: string;
}

/** A CSI driver and its storage system, as a run plays them. */
export interface Provisioner {
  /** As StorageClasses and volumes name it. */
  readonly name: string;
  /** False: nobody acts under this name. */
  readonly installed: boolean;
  /** How long operations take; those left out as the run's timing says. */
  readonly delays: Readonly<Partial<Record<StorageOperation, Distribution>>>;
  /** How many attempts of a million fail; those left out never do. */
  readonly failures: Readonly<Partial<Record<StorageOperation, number>>>;
  readonly scripted: readonly ScriptedFailure[];
  /** A label of nodes: a disk can be reached from the nodes that have the same value of it. undefined: from all. */
  readonly topologyKey: string | undefined;
}

/** Names that belong to plugins of Kubernetes itself: nobody outside acts under them. */
const inTreePrefix = 'kubernetes.io/';

/** The provisioner of a name: as the run describes it, else one that does its work and never fails. */
export const provisionerNamed = (given: readonly Provisioner[], name: string): Provisioner =>
  given.find((one) => one.name === name) ?? {
    name,
    installed: !name.startsWith(inTreePrefix),
    delays: {},
    failures: {},
    scripted: [],
    topologyKey: undefined,
  };

const timingEntries = {
  provision: 'volumeProvision',
  delete: 'volumeDelete',
  attach: 'volumeAttach',
  detach: 'volumeDetach',
} as const satisfies Record<StorageOperation, keyof Timing>;

export const operationDelay = ({ delays }: Provisioner, operation: StorageOperation, timing: Timing): Distribution =>
  delays[operation] ?? timing[timingEntries[operation]];
