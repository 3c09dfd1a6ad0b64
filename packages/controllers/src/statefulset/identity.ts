import type { Body, Json, JsonObject } from '@orrery/core/engine';
import { isJsonObject } from '@orrery/core/engine';
import { apiVersionOf, hole, listAt, objectAt, textAt, uuidOf, type StatefulSetRecord } from '@orrery/core/cluster';
import { podBodyFromTemplate } from '@orrery/core/api';
import { podRevisionLabel } from '@orrery/core/control';

/** Label on a pod: its own name, so that a Service can select one replica. */
const podNameLabel = 'statefulset.kubernetes.io/pod-name';
/** Label on a pod: its ordinal. */
const podIndexLabel = 'apps.kubernetes.io/pod-index';

export const podName = (set: StatefulSetRecord, ordinal: number): string => `${set.meta.name}-${ordinal}`;

/** The set and ordinal that a pod's name stands for; undefined for a name of another form. */
export const parsePodName = (name: string): { readonly set: string; readonly ordinal: number } | undefined => {
  const match = /^(.*)-(\d+)$/.exec(name);
  const ordinal = Number(match?.[2] ?? Number.NaN);
  return match !== null && ordinal <= 0x7fff_ffff ? { set: match[1] ?? '', ordinal } : undefined;
};

/** Name of the claim that a template gives to an ordinal. */
export const claimName = (template: Json, pod: string): string =>
  `${textAt(template, 'metadata', 'name') ?? ''}-${pod}`;

/** The reference from a pod or revision to the set that controls it. */
export const ownerReference = (set: StatefulSetRecord): JsonObject => ({
  apiVersion: apiVersionOf('StatefulSet'),
  kind: 'StatefulSet',
  name: set.meta.name,
  uid: uuidOf('StatefulSet', set.uid),
  controller: true,
  blockOwnerDeletion: true,
});

/** The volumes of a pod: one for each claim template, which replaces a template volume of the same name, and the others. */
const volumes = (set: StatefulSetRecord, spec: JsonObject): readonly Json[] => {
  const claims = set.spec.claimTemplates.map((template) => ({
    name: textAt(template, 'metadata', 'name') ?? '',
    persistentVolumeClaim: { claimName: claimName(template, hole(0)) },
  }));
  const names = new Set(claims.map(({ name }) => name));
  return [...claims, ...listAt(spec, 'volumes').filter((volume) => !names.has(textAt(volume, 'name') ?? ''))];
};

/** Templates made so far: by the set's body, then by revision. */
const templates = new WeakMap<Body, Map<string, JsonObject>>();

/**
 * SS-4: the body that all pods of one revision share. Hole 0 is the pod's name, hole 1 its ordinal.
 * `template` is the pod template of that revision, `revision` the name of its ControllerRevision.
 */
export const podTemplate = (set: StatefulSetRecord, template: JsonObject, revision: string): JsonObject => {
  const known = templates.get(set.body) ?? new Map<string, JsonObject>();
  templates.set(set.body, known);
  const key = `${revision}/${set.uid}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const { metadata, spec } = podBodyFromTemplate(template);
  const labels = { [podNameLabel]: hole(0), [podIndexLabel]: hole(1), [podRevisionLabel]: revision };
  const podSpec = isJsonObject(spec) ? spec : {};
  const made = {
    metadata: {
      ...(isJsonObject(metadata) ? metadata : {}),
      labels: { ...objectAt(metadata, 'labels'), ...labels },
      ownerReferences: [ownerReference(set)],
    },
    spec: {
      ...podSpec,
      hostname: hole(0),
      ...(set.spec.serviceName === '' ? {} : { subdomain: set.spec.serviceName }),
      ...withVolumes(volumes(set, podSpec)),
    },
  };
  known.set(key, made);
  return made;
};

const withVolumes = (list: readonly Json[]): JsonObject => (list.length === 0 ? {} : { volumes: list });

/** What fills the holes of a pod's template. */
export const podArguments = (set: StatefulSetRecord, ordinal: number): readonly string[] => [
  podName(set, ordinal),
  String(ordinal),
];

/**
 * SS-10: the claim of a template for an ordinal: labels of the template overlaid with the selector's matchLabels,
 * annotations and spec as they are.
 */
export const claimBody = (set: StatefulSetRecord, template: Json): JsonObject => {
  const matchLabels = objectAt(set.body.json, 'spec', 'selector', 'matchLabels');
  const annotations = objectAt(template, 'metadata', 'annotations');
  return {
    metadata: {
      labels: { ...objectAt(template, 'metadata', 'labels'), ...matchLabels },
      ...(annotations === undefined ? {} : { annotations }),
      finalizers: ['kubernetes.io/pvc-protection'],
    },
    spec: { volumeMode: 'Filesystem', ...objectAt(template, 'spec') },
  };
};
