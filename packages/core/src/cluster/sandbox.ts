import type { Instant } from '../engine/index.ts';
import type { Uid } from './uid.ts';

/** A run of a container that has ended. */
export interface ContainerRun {
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly exitCode: number;
  /** What the runtime calls its end where the exit code alone does not say; else empty. */
  readonly reason: string;
}

/** One container as the runtime on the node knows it. */
export interface ContainerProcess {
  readonly name: string;
  readonly state: 'running' | 'exited';
  readonly startedAt: Instant;
  readonly finishedAt: Instant | undefined;
  readonly exitCode: number;
  readonly reason: string;
  /** How often it was started before. */
  readonly restarts: number;
  /** The run before this one. */
  readonly last: ContainerRun | undefined;
}

/**
 * The physical side of a pod on its node, whatever the API says of it: network, mounts and processes.
 * Keyed by the uid of the pod. Not an API object: only the kubelet, properties and the viewer see it.
 */
export interface Sandbox {
  readonly pod: Uid;
  readonly node: string;
  /** IPv4 address as a number; 0 while only its volumes are there. */
  readonly ip: number;
  /** Are its volumes mounted? */
  readonly mounted: boolean;
  /** Handles of the disks among them; none for volumes that have no disk of their own, such as paths of the host. */
  readonly volumes: readonly string[];
  readonly containers: readonly ContainerProcess[];
}
