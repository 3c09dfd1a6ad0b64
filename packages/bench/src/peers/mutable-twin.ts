import { checksumWith, cpuMsOf, delayOf, periodUs, stages, type ModelRun } from './model.ts';

// Typed arrays are read as `as number`: every index below is within what was allotted.

/** Notices in a binary heap of typed arrays that never grow: no more are due than there are pods, and the controller's. */
class Heap {
  readonly #at: Float64Array;
  readonly #order: Float64Array;
  readonly #token: Int32Array;
  #size = 0;
  #next = 0;

  constructor(capacity: number) {
    this.#at = new Float64Array(capacity);
    this.#order = new Float64Array(capacity);
    this.#token = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get firstAt(): number {
    return this.#at[0] as number;
  }

  push(at: number, token: number): void {
    const order = this.#next++;
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if ((this.#at[parent] as number) <= at) break; // what is scheduled now comes after its equals
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, at, order, token);
  }

  /** Takes the first notice; its token. */
  pop(): number {
    const token = this.#token[0] as number;
    const last = --this.#size;
    const at = this.#at[last] as number;
    const order = this.#order[last] as number;
    let hole = 0;
    for (let child = 1; child < last; child = 2 * hole + 1) {
      if (child + 1 < last && this.#before(child + 1, this.#at[child] as number, this.#order[child] as number)) child++;
      if (!this.#before(child, at, order)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(hole, at, order, this.#token[last] as number);
    return token;
  }

  #before(index: number, at: number, order: number): boolean {
    const own = this.#at[index] as number;
    return own < at || (own === at && (this.#order[index] as number) < order);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#at[from] as number, this.#order[from] as number, this.#token[from] as number);
  }

  #put(index: number, at: number, order: number, token: number): void {
    this.#at[index] = at;
    this.#order[index] = order;
    this.#token[index] = token;
  }
}

/** The model in columns that are written in place, with nothing to look back at but a bare log: the limit in plain Node. */
export const mutableTwinRun = (nodes: number): ModelRun => {
  let events = 0;
  let checksum = 0;
  let last = 0;
  const ms = cpuMsOf(() => {
    const heap = new Heap(nodes + 2);
    const phases = new Int32Array(nodes);
    const logAt = new Float64Array(nodes * stages);
    const logPod = new Int32Array(nodes * stages);
    const logStage = new Uint8Array(nodes * stages);
    heap.push(0, 0);
    while (heap.size > 0) {
      const at = heap.firstAt;
      const token = heap.pop();
      const stage = token % stages;
      const pod = (token - stage) / stages;
      phases[pod] = stage;
      logAt[events] = at;
      logPod[events] = pod;
      logStage[events] = stage;
      events++;
      checksum = checksumWith(checksum, at, stage);
      last = at;
      if (stage === 0 && pod + 1 < nodes) heap.push(at + periodUs, (pod + 1) * stages);
      if (stage + 1 < stages) heap.push(at + delayOf(pod, stage + 1), token + 1);
    }
  });
  return { ms, events, last, checksum: checksum >>> 0 };
};
