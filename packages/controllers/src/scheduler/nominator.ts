import type { PodRecord, Uid } from '@orrery/core/cluster';
import { speaksOfOthers } from './pod-term.ts';

const none: readonly Uid[] = [];

/** Pods without a node for which others on a node have to go: their room is kept for them. */
export class Nominator {
  readonly #nodes = new Map<Uid, string>();
  readonly #pods = new Map<string, Set<Uid>>();
  readonly #speakers = new Set<Uid>();

  /** How many of them say who else may be near them. */
  get speakers(): number {
    return this.#speakers.size;
  }

  nominate(pod: PodRecord, node: string): void {
    const { uid } = pod;
    this.forget(uid);
    if (node === '') return;
    this.#nodes.set(uid, node);
    if (speaksOfOthers(pod)) this.#speakers.add(uid);
    const known = this.#pods.get(node);
    if (known === undefined) this.#pods.set(node, new Set([uid]));
    else known.add(uid);
  }

  forget(uid: Uid): void {
    const node = this.#nodes.get(uid);
    if (node === undefined) return;
    this.#nodes.delete(uid);
    this.#speakers.delete(uid);
    const known = this.#pods.get(node);
    known?.delete(uid);
    if (known?.size === 0) this.#pods.delete(node);
  }

  /** Pods that are to come to a node, in the order in which that was decided. */
  on(node: string): readonly Uid[] {
    const known = this.#pods.size === 0 ? undefined : this.#pods.get(node);
    return known === undefined ? none : [...known];
  }
}
