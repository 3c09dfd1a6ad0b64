import type { NodeRecord, View } from '@orrery/core/cluster';
import type { Refusal } from './classify.ts';
import type { PodClaims } from './volumes.ts';

/** Labels that say where a volume is, with those that took their place. */
const topologyLabels: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region': 'topology.kubernetes.io/region',
};

interface Place {
  readonly key: string;
  readonly values: readonly string[];
}

/** Where the bound volumes of a pod are, by their labels; a label may name several zones. Source: volumezone PreFilter. */
export const placesOf = ({ bound }: PodClaims, { tables }: View): readonly Place[] =>
  bound.flatMap(({ volumeName }) => {
    const labels = tables.PersistentVolume.find('', volumeName)?.meta.labels ?? {};
    return Object.keys(topologyLabels).flatMap((key) => {
      const value = labels[key];
      return value === undefined ? [] : [{ key, values: value.split('__') }];
    });
  });

const elsewhere: Refusal = {
  plugin: 'VolumeZone',
  reasons: ['node(s) had no available volume zone'],
  resolvable: false,
};

/** SC-23: are a pod's volumes where the node is? A node that does not say where it is takes any. Source: volumezone Filter. */
export const refusedByZone = (places: readonly Place[], { meta }: NodeRecord): Refusal | undefined => {
  const { labels } = meta;
  if (places.length === 0 || Object.keys(topologyLabels).every((key) => labels[key] === undefined)) return undefined;
  const fits = ({ key, values }: Place): boolean =>
    values.includes(labels[key] ?? labels[topologyLabels[key] ?? ''] ?? '');
  return places.every(fits) ? undefined : elsewhere;
};
