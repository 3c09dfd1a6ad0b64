/*
 * What the peers do, each in its own way: a controller makes a pod for a node every 100 µs, and every pod passes five stages
 * (created, bound, pulled, started, ready), each so long after the one before. Every step is an entry of a log and a change
 * of the pod. All peers must come to the same events, or their times would say nothing.
 */

export const stages = 5;
export const periodUs = 100;

/** How long a pod takes to reach a stage from the one before. */
export const delayOf = (pod: number, stage: number): number =>
  1 + ((Math.imul(pod * stages + stage, 0x9e3779b1) >>> 8) % 1_000_000);

/** What a peer says of a run. `checksum` covers instants and stages, in whatever order those due together came. */
export interface ModelRun {
  /** CPU time, without start of process. */
  readonly ms: number;
  readonly events: number;
  readonly last: number;
  /** 32 bits, without a sign. */
  readonly checksum: number;
}

/** One step of the checksum. Signed while it is summed up: V8 then keeps it small; `>>> 0` at the end. */
export const checksumWith = (checksum: number, at: number, stage: number): number =>
  (checksum + Math.imul(at, stage + 1)) | 0;

/** CPU milliseconds that this process took for something, its garbage collector included. */
export const cpuMsOf = (run: () => void): number => {
  const from = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
};
