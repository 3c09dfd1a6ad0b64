import { never, quantiles, second, type Duration, type Instant } from '@orrery/core/engine';
import { flagAt, listAt, objectAt, oncePerBody, textAt, type PodRecord } from '@orrery/core/cluster';
import type { Planning } from '@orrery/core/control';
import type { Slot } from './containers.ts';

/** Why a container that should run has not even been created. */
export interface Trouble {
  readonly reason: string;
  readonly message: string;
  /** When the kubelet finds that it has to wait before it pulls again. */
  readonly looksAt: Instant;
  /** How often it has found so. */
  readonly looks: number;
  /** When it tries again. */
  readonly retryAt: Instant;
  /** The next try goes as this one did, and comes no later than that, unless something changes from outside. */
  readonly lasting: boolean;
}

/** Pauses between the pulls of one image for one pod. Source: MaxImageBackOff, imageBackOffPeriod. */
const firstPullBackOffUs: Duration = 10 * second;
const longestPullBackOffUs: Duration = 300 * second;

/** A sync that failed is tried again after 10 s and up to half of that more. Source: pod_workers.go, backOffPeriod. */
const retryDelay = quantiles({ min: 10 * second, median: 12_500_000, p99: 14_950_000, max: 15 * second });

export const retryIn = (pod: PodRecord, slot: Slot, attempt: number, { choices }: Planning): Duration =>
  choices.delay('kubelet/retry', pod.uid, attempt, slot.index, retryDelay);

/** KL-17: pulls that fail follow one another after 10, 20, 40 … 300 s. `failures`: so many before this one. */
export const pullTrouble = (
  pod: PodRecord,
  slot: Slot,
  failures: number,
  error: string,
  planning: Planning,
): Trouble => {
  const lasting = firstPullBackOffUs * 2 ** failures >= longestPullBackOffUs;
  const backOffUs = Math.min(firstPullBackOffUs * 2 ** Math.min(failures, 10), longestPullBackOffUs);
  const looksAt = planning.now + retryIn(pod, slot, failures, planning);
  const retryAt = Math.max(looksAt, planning.now + backOffUs);
  return { reason: 'ErrImagePull', message: error, looksAt, looks: 0, retryAt, lasting };
};

/** What becomes of a failed pull when the kubelet finds that it has to wait; it looks again every 10 to 15 s. */
export const pullBackOff = (trouble: Trouble, pod: PodRecord, slot: Slot, planning: Planning): Trouble => {
  const { looks, retryAt, message } = trouble;
  const next = planning.now + retryIn(pod, slot, looks + 1_000, planning);
  return {
    ...trouble,
    reason: 'ImagePullBackOff',
    message: looks > 0 ? message : `Back-off pulling image "${slot.spec.image}": ErrImagePull: ${message}`,
    looksAt: next < retryAt ? next : never,
    looks: looks + 1,
  };
};

/** A ConfigMap or Secret that a container takes its environment from. */
interface Source {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** undefined: all of it. */
  readonly key: string | undefined;
}

const sourcesOf = oncePerBody((body): ReadonlyMap<string, readonly Source[]> => {
  const spec = objectAt(body.json, 'spec');
  const all = [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')];
  return new Map(
    all.map((container) => [textAt(container, 'name') ?? '', [...wholeSources(container), ...keySources(container)]]),
  );
});

type Json = Parameters<typeof listAt>[0];

const sourceIn = (kind: Source['kind'], ref: Json): readonly Source[] => {
  const name = textAt(ref, 'name');
  return name === undefined || flagAt(ref, 'optional') ? [] : [{ kind, name, key: textAt(ref, 'key') }];
};

const wholeSources = (container: Json): readonly Source[] =>
  listAt(container, 'envFrom').flatMap((from) => [
    ...sourceIn('ConfigMap', objectAt(from, 'configMapRef')),
    ...sourceIn('Secret', objectAt(from, 'secretRef')),
  ]);

const keySources = (container: Json): readonly Source[] =>
  listAt(container, 'env').flatMap((entry) => [
    ...sourceIn('ConfigMap', objectAt(entry, 'valueFrom', 'configMapKeyRef')),
    ...sourceIn('Secret', objectAt(entry, 'valueFrom', 'secretKeyRef')),
  ]);

/** Volumes of a pod that show ConfigMaps and Secrets. */
interface ShownVolume {
  readonly volume: string;
  readonly source: Source;
}

const shownVolumes = oncePerBody((body): readonly ShownVolume[] =>
  listAt(objectAt(body.json, 'spec'), 'volumes').flatMap((volume) => {
    const shown = (kind: Source['kind'], source: Json, member: string): readonly ShownVolume[] => {
      const name = textAt(source, member);
      if (name === undefined || flagAt(source, 'optional')) return [];
      return [{ volume: textAt(volume, 'name') ?? '', source: { kind, name, key: undefined } }];
    };
    return [
      ...shown('ConfigMap', objectAt(volume, 'configMap'), 'name'),
      ...shown('Secret', objectAt(volume, 'secret'), 'secretName'),
    ];
  }),
);

/** KL-28: a volume of a pod that cannot be set up, and why. Source: pkg/volume/configmap, pkg/volume/secret. */
export const missingVolume = (pod: PodRecord, { view }: Planning): readonly [string, string] | undefined => {
  for (const { volume, source } of shownVolumes(pod.body))
    if (view.tables[source.kind].find(pod.meta.namespace, source.name) === undefined)
      return [volume, `${source.kind.toLowerCase()} "${source.name}" not found`];
  return undefined;
};

/** KL-18: what of a container's environment is not there. Source: makeEnvironmentVariables. */
export const missingConfig = (pod: PodRecord, { spec }: Slot, { view }: Planning): string | undefined => {
  for (const { kind, name, key } of sourcesOf(pod.body).get(spec.name) ?? []) {
    const found = view.tables[kind].find(pod.meta.namespace, name);
    if (found === undefined) return `${kind.toLowerCase()} "${name}" not found`;
    const has = (member: string): boolean =>
      key !== undefined && objectAt(found.body.json, member)?.[key] !== undefined;
    if (key !== undefined && !has('data') && !has('binaryData') && !has('stringData'))
      return `couldn't find key ${key} in ${kind} ${pod.meta.namespace}/${name}`;
  }
  return undefined;
};
