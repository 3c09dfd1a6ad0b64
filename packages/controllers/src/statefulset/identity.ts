import type { Body, Json, JsonObject } from '@orrery/core/engine';
import { isJsonObject } from '@orrery/core/engine';
import {
  draftOf,
  fillText,
  hole,
  listAt,
  objectAt,
  oncePerBody,
  textAt,
  type PodRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import { podBodyFromTemplate } from '@orrery/core/api';
import { controllerReference, podRevisionLabel } from '@orrery/core/control';

/** Label on a pod: its own name, so that a Service can select one replica. */
const podNameLabel = 'statefulset.kubernetes.io/pod-name';
/** Label on a pod: its ordinal. */
const podIndexLabel = 'apps.kubernetes.io/pod-index';

export const podName = (set: StatefulSetRecord, ordinal: number): string => `${set.meta.name}-${ordinal}`;

/** The set and ordinal that a pod's name stands for; undefined for a name of another form. */
export const parsePodName = (name: string): { readonly set: string; readonly ordinal: number } | undefined => {
  const match = /^(.*)-(\d+)$/.exec(name);
  if (match === null) return undefined;
  const [, set = '', digits = ''] = match;
  const ordinal = Number(digits);
  // One that is written otherwise than the set would write it, or is too large, belongs to the set and is no replica.
  return { set, ordinal: String(ordinal) === digits && ordinal <= 0x7fff_ffff ? ordinal : -1 };
};

/** The ordinal of a pod, -1 for one that is no replica. */
export const ordinalOf = ({ meta }: PodRecord): number => parsePodName(meta.name)?.ordinal ?? -1;

/** SS-16: does the pod bear its own name as a label? Source: identityMatches. */
export const bearsIdentity = ({ meta }: PodRecord): boolean => meta.labels[podNameLabel] === meta.name;

/** Claims of a body's volumes by the volumes' names; holes are not filled. */
const claimVolumes = oncePerBody(
  (body): ReadonlyMap<string, string> =>
    new Map(
      listAt(body.json, 'spec', 'volumes').flatMap((volume) => {
        const claim = textAt(volume, 'persistentVolumeClaim', 'claimName');
        return claim === undefined ? [] : [[textAt(volume, 'name') ?? '', claim] as const];
      }),
    ),
);

/** SS-16: does every claim template have its volume in the pod? Source: storageMatches. */
export const hasItsVolumes = ({ meta, body, args }: PodRecord, claimTemplates: readonly Json[]): boolean =>
  claimTemplates.every((template) => {
    const claim = claimVolumes(body).get(textAt(template, 'metadata', 'name') ?? '');
    return claim !== undefined && fillText(claim, args) === claimName(template, meta.name);
  });

/** Name of the claim that a template gives to an ordinal. */
export const claimName = (template: Json, pod: string): string =>
  `${textAt(template, 'metadata', 'name') ?? ''}-${pod}`;

/** The volumes of a pod: one for each claim template, which replaces a template volume of the same name, and the others. */
const volumes = (set: StatefulSetRecord, spec: JsonObject, pod: string): readonly Json[] => {
  const claims = set.spec.claimTemplates.map((template) => ({
    name: textAt(template, 'metadata', 'name') ?? '',
    persistentVolumeClaim: { claimName: claimName(template, pod) },
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
      ownerReferences: [controllerReference(set)],
    },
    spec: {
      ...podSpec,
      hostname: hole(0),
      ...(set.spec.serviceName === '' ? {} : { subdomain: set.spec.serviceName }),
      ...withVolumes(volumes(set, podSpec, hole(0))),
    },
  };
  known.set(key, made);
  return made;
};

const withVolumes = (list: readonly Json[]): JsonObject => (list.length === 0 ? {} : { volumes: list });

/** SS-16: the pod with the labels and volumes that it should have, and all else as it is. Source: updateIdentity, updateStorage. */
export const mended = (set: StatefulSetRecord, pod: PodRecord): JsonObject => {
  const draft = draftOf(pod);
  const labels = bearsIdentity(pod) ? {} : { [podNameLabel]: pod.meta.name, [podIndexLabel]: String(ordinalOf(pod)) };
  const spec = objectAt(draft, 'spec') ?? {};
  const moved = hasItsVolumes(pod, set.spec.claimTemplates) ? {} : withVolumes(volumes(set, spec, pod.meta.name));
  const metadata = objectAt(draft, 'metadata') ?? {};
  return {
    ...draft,
    metadata: { ...metadata, labels: { ...objectAt(metadata, 'labels'), ...labels } },
    spec: { ...spec, ...moved },
  };
};

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
