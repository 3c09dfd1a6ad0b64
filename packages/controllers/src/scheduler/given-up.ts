import type { Instant } from '@orrery/core/engine';
import type { Uid } from '@orrery/core/cluster';
import type { Plugin } from './classify.ts';

/** A pod that no node took, and who refused it. */
export interface Unschedulable {
  readonly since: Instant;
  readonly plugins: ReadonlySet<Plugin>;
  /** The only nodes that it may go to; undefined: any. What happens to others does not concern it. */
  readonly pins: readonly string[] | undefined;
}

const put = <Key>(sets: Map<Key, Set<Uid>>, key: Key, uid: Uid): void => {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([uid]));
  else known.add(uid);
};

const drop = <Key>(sets: Map<Key, Set<Uid>>, key: Key, uid: Uid): void => {
  const known = sets.get(key);
  known?.delete(uid);
  if (known?.size === 0) sets.delete(key);
};

/** Pods that wait for something to happen, by what they wait for: an event finds those that it may help without asking the rest. */
export class GivenUp {
  /** In the order in which they were given up. */
  readonly #pods = new Map<Uid, Unschedulable>();
  readonly #refusedBy = new Map<Plugin, Set<Uid>>();
  readonly #roaming = new Map<Plugin, Set<Uid>>();
  readonly #pinned = new Map<string, Set<Uid>>();

  get size(): number {
    return this.#pods.size;
  }

  /** Who has been waiting longest. */
  get first(): Uid | undefined {
    const [uid] = this.#pods.keys();
    return uid;
  }

  get(uid: Uid): Unschedulable | undefined {
    return this.#pods.get(uid);
  }

  put(uid: Uid, pod: Unschedulable): void {
    this.delete(uid);
    this.#pods.set(uid, pod);
    for (const plugin of pod.plugins) put(this.#refusedBy, plugin, uid);
    if (pod.pins === undefined) for (const plugin of pod.plugins) put(this.#roaming, plugin, uid);
    else for (const node of pod.pins) put(this.#pinned, node, uid);
  }

  delete(uid: Uid): void {
    const pod = this.#pods.get(uid);
    if (pod === undefined) return;
    this.#pods.delete(uid);
    for (const plugin of pod.plugins) drop(this.#refusedBy, plugin, uid);
    if (pod.pins === undefined) for (const plugin of pod.plugins) drop(this.#roaming, plugin, uid);
    else for (const node of pod.pins) drop(this.#pinned, node, uid);
  }

  /** Pods that a plugin refused and that what happens on a node concerns. */
  at(node: string, plugin: Plugin): readonly Uid[] {
    const pinned = [...(this.#pinned.get(node) ?? [])].filter((uid) => this.#pods.get(uid)?.plugins.has(plugin));
    return [...(this.#roaming.get(plugin) ?? []), ...pinned];
  }

  /** Pods that a plugin refused, wherever they may go. */
  everywhere(plugin: Plugin): readonly Uid[] {
    return [...(this.#refusedBy.get(plugin) ?? [])];
  }
}
