import { claimsSettle } from './claims-settle.ts';
import { daemonsSettle } from './daemons-settle.ts';
import { deploymentsSettle } from './deployments-settle.ts';
import { garbageGoes } from './garbage-goes.ts';
import type { Goal } from './goal.ts';
import { quiet } from './quiet.ts';
import { replicasSettle } from './replicas-settle.ts';
import { truthfulStatus } from './truthful-status.ts';

export type { Goal } from './goal.ts';

/** Everything that comes about in the end. */
export const goals: readonly Goal[] = [
  replicasSettle,
  daemonsSettle,
  deploymentsSettle,
  truthfulStatus,
  claimsSettle,
  garbageGoes,
  quiet,
];
