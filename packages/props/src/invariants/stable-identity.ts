import type { Sandbox } from '@orrery/core/cluster';
import type { Invariant } from './invariant.ts';

const isRunning = (sandbox: Sandbox | undefined): boolean =>
  sandbox?.containers.some(({ state }) => state === 'running') ?? false;

export const stableIdentity: Invariant = {
  name: 'stable-identity',
  layer: 'physical',
  states: 'At most one node runs containers of a pod of one StatefulSet name.',
  provided: 'nobody deletes pods by force, nodes are declared out of service only when they are',
  checker: () => {
    /** Pods with running containers by name, and the name of each. */
    const running = new Map<string, Map<number, string>>();
    const names = new Map<number, string>();
    let reached = 0;
    return {
      reached: () => reached,
      see: ({ change }) => {
        if (change?.kind === 'Pod') {
          const pod = change.after;
          const owner = pod?.meta.owners.find((one) => one.controller);
          if (pod !== undefined && owner?.kind === 'StatefulSet')
            names.set(pod.uid, `${pod.meta.namespace}/${pod.meta.name}`);
          return undefined;
        }
        if (change?.kind === 'Host' && change.power === 'off') {
          // What ran there runs no more.
          for (const there of running.values())
            for (const [uid, node] of there) if (node === change.node) there.delete(uid);
          return undefined;
        }
        if (change?.kind !== 'Sandbox') return undefined;
        const uid = (change.after ?? change.before)?.pod ?? 0;
        const name = names.get(uid);
        if (name === undefined) return undefined;
        const there = running.get(name) ?? new Map<number, string>();
        running.set(name, there);
        if (!isRunning(change.after)) {
          there.delete(uid);
          return undefined;
        }
        if (!there.has(uid)) reached++;
        there.set(uid, change.after?.node ?? '');
        return there.size > 1 ? `${name} runs twice, on ${[...there.values()].join(' and ')}` : undefined;
      },
    };
  },
};
