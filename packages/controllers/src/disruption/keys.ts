import type { Uid } from '@orrery/core/cluster';

/** Upstream's queues: budgets; pods whose DisruptionTarget may be stale; and, reported by its event handlers, pods of several budgets. */
export const queues = ['budget', 'stale', 'several'] as const;

export type QueueName = (typeof queues)[number];

export const keyOf = (queue: QueueName, uid: Uid): number => uid * queues.length + queues.indexOf(queue);

export const laneOf = (key: number): number => key % queues.length;

export const uidOf = (key: number): Uid => Math.floor(key / queues.length);
