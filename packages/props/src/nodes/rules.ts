import { isObjectChange, type NodeRecord } from '@orrery/core/cluster';
import type { Witnessed } from '@orrery/core/control';
import type { NodeWorld } from './node-world.ts';

const secondUs = 1_000_000;

/** What a rule says of one event: what is wrong, `true` when its situation came about, or nothing. */
export type Judge = (seen: Witnessed & { readonly actorName: string }) => string | boolean;

/** Something that holds in every run of nodes that fail. */
export interface NodeRule {
  readonly name: string;
  readonly states: string;
  readonly judge: (world: NodeWorld) => Judge;
}

const evicting = ({ taints }: NodeRecord): readonly string[] =>
  taints.filter(({ key, effect }) => effect === 'NoExecute' && !key.endsWith('out-of-service')).map(({ key }) => key);

/** The pod that a deletion by the taint manager has just begun for. */
const evictedPod = ({ event, change, actorName, at }: Witnessed & { readonly actorName: string }) => {
  if (actorName !== 'taint-eviction-controller' || event.type !== 'DeletionStarted' || change?.kind !== 'Pod')
    return undefined;
  const pod = change.after;
  // Evictions are by name (NL-55): one that was under way may hit the pod that has just taken the name elsewhere. That is upstream's.
  return pod === undefined || at - pod.meta.createdAt < secondUs ? undefined : pod;
};

const isFenced = ({ ready, taints }: NodeRecord): boolean =>
  ready !== 'True' && taints.some(({ key }) => key === 'node.kubernetes.io/out-of-service');

/** NL-S1, layers physical and API: the grace has passed before a node is given up, and the toleration before its pods are. */
const patientEviction: NodeRule = {
  name: 'patient-eviction',
  states: 'A node is given up after its grace of silence, and its pods are evicted after their toleration of that.',
  judge: ({ cluster: { core } }) => {
    const silentSince = new Map<string, number>();
    const unreadySince = new Map<string, number>();
    return (seen) => {
      const { change, at } = seen;
      if (change?.kind === 'Host') {
        if (change.beating) silentSince.delete(change.node);
        else if (!silentSince.has(change.node)) silentSince.set(change.node, at);
        return false;
      }
      if (change?.kind === 'Node') {
        const { name } = (change.after ?? change.before)?.meta ?? { name: '' };
        if (change.after === undefined || change.after.ready === 'True') unreadySince.delete(name);
        if (change.before?.ready !== 'True' || change.after?.ready !== 'Unknown') return false;
        unreadySince.set(name, at);
        // A heartbeat may be as old as 10 s when its sender falls silent.
        const since = silentSince.get(name);
        return since !== undefined && at - since >= 40 * secondUs ? false : `${name} was given up too early`;
      }
      const pod = evictedPod(seen);
      const node = pod === undefined ? undefined : core.state.tables.Node.find('', pod.node);
      if (pod === undefined || node === undefined || node.taints.some(({ key }) => key.endsWith('out-of-service')))
        return false;
      const since = unreadySince.get(pod.node);
      const patient = since !== undefined && at - since >= 300 * secondUs;
      return patient ? true : `${pod.meta.name} was evicted from ${pod.node} too early`;
    };
  },
};

/** NL-S2, layer API: the taint is there. Real controllers with late caches do not keep it. */
const causedEviction: NodeRule = {
  name: 'caused-eviction',
  states: 'A pod is evicted only from a node that bears a NoExecute taint.',
  judge:
    ({ cluster: { core } }) =>
    (seen) => {
      const pod = evictedPod(seen);
      if (pod === undefined) return false;
      const node = core.state.tables.Node.find('', pod.node);
      const caused = node?.taints.some(({ effect }) => effect === 'NoExecute') === true;
      return caused ? true : `${pod.meta.name} was evicted from ${pod.node}, which bears no taint`;
    },
};

/** NL-S3, layer API: at most one node in 10 s in each zone, and none while no node is Ready. */
const pacedTaints: NodeRule = {
  name: 'paced-taints',
  states: 'A zone loses one node every 10 s at most, and none while no node of any zone is Ready.',
  judge: ({ cluster: { core } }) => {
    const last = new Map<string, number>();
    let noneReadySince: number | undefined;
    return ({ change, at }) => {
      if (change?.kind !== 'Node') return false;
      const { before, after } = change;
      const someReady = core.state.tables.Node.toArray().some(({ ready }) => ready === 'True');
      noneReadySince = someReady ? undefined : (noneReadySince ?? at);
      if (after === undefined || evicting(after).length === 0) return false;
      if (before !== undefined && evicting(before).length > 0) return false;
      // The monitor sees within 5 s that no node is left.
      if (noneReadySince !== undefined && at - noneReadySince > 6 * secondUs)
        return `${after.meta.name} was tainted although no node is Ready`;
      const zone = after.meta.labels['topology.kubernetes.io/zone'] ?? '';
      const previous = last.get(zone);
      last.set(zone, at);
      const paced = previous === undefined || at - previous >= 9.9 * secondUs;
      return paced
        ? true
        : `${after.meta.name} was tainted ${(at - (previous ?? 0)) / secondUs} s after another of ${zone}`;
    };
  },
};

/** NL-S4, layer API: who removes a pod without its kubelet has a reason. */
const foundedRemoval: NodeRule = {
  name: 'founded-removal',
  states: 'The pod collector removes a pod only from a node that is gone or out of service.',
  judge:
    ({ cluster: { core } }) =>
    ({ event, change, actorName }) => {
      if (actorName !== 'pod-garbage-collector' || event.type !== 'Removed' || change?.kind !== 'Pod') return false;
      const pod = change.before;
      const node = core.state.tables.Node.find('', pod?.node ?? '');
      if (pod === undefined || pod.node === '') return false;
      return node === undefined || isFenced(node) ? true : `${pod.meta.name} was removed from ${pod.node}`;
    },
};

/** NL-S5, layer API: nothing that was known of another node of its name is held against a new one. */
const newIncarnation: NodeRule = {
  name: 'new-incarnation',
  states:
    'A node is given up only after it has been there for the grace period, whatever was known of its predecessor.',
  judge: () => {
    return ({ change, at, actorName }) => {
      if (change === undefined || !isObjectChange(change) || change.kind !== 'Node') return false;
      const { before, after } = change;
      if (actorName !== 'node-lifecycle-controller' || before?.ready !== 'True' || after?.ready !== 'Unknown')
        return false;
      const patient = at - after.meta.createdAt >= 45 * secondUs;
      return patient ? after.meta.createdAt > 0 : `${after.meta.name} was given up right after it was created`;
    };
  },
};

export const nodeRules: readonly NodeRule[] = [
  patientEviction,
  causedEviction,
  pacedTaints,
  foundedRemoval,
  newIncarnation,
];
