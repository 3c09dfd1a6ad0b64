import type * as E from 'fp-ts/lib/Either.js';
import type { Body, Instant, Json, Recent } from '../engine/index.ts';
import type { ClusterState, Epoch } from '../cluster/index.ts';
import type { Command } from './command.ts';
import type { FeatureGates } from './feature-gate.ts';
import type { Rejection } from './rejection.ts';

/** What a new pod is stored as. */
export interface StoredPod {
  readonly body: Body;
  /** A hole in the body stands for what the name of the pod's token volume ends in. */
  readonly holed: boolean;
}

/** What requests are answered from, and where what they want is decided and recorded. */
export interface ApiServer {
  readonly state: ClusterState;
  /** The wall-clock name of instant 0. */
  readonly epoch: Epoch;
  readonly now: Instant;
  /** Position of the last event: the resourceVersion of lists. */
  readonly position: number;
  /** The version of Kubernetes whose behaviour is shown. */
  readonly version: string;
  /** Which feature gates are open; left out, as 1.36 has them. */
  readonly gates?: FeatureGates;
  /** What users' pods of late are stored as, by what was sent: pods that are alike share it. Left out, each is looked at by itself. */
  readonly recentPods?: Recent<StoredPod>;
  /** Decides and records; gives the position of the last event, 0 when nothing changed. */
  execute(command: Command): E.Either<Rejection, number>;
  /** Interns a JSON value in the log's dictionary. */
  body(json: Json): Body;
}
