import { isJsonObject, type Body, type Json, type JsonObject } from '@orrery/core/engine';
import {
  hole,
  listAt,
  objectAt,
  textAt,
  type DaemonSetRecord,
  type PodRecord,
  type Toleration,
} from '@orrery/core/cluster';
import { podBodyFromTemplate } from '@orrery/core/api';
import { controllerReference, podRevisionLabel, type Planning, type Step } from '@orrery/core/control';
import { generationLabel, templateGeneration } from './criteria.ts';
import { automaticTolerations } from './eligibility.ts';

const written = ({ key, operator, effect }: Toleration): JsonObject => ({ key, operator, effect });

/** Equal but for how long they are good for. Source: Toleration.MatchToleration. */
const isLike = (a: Json, b: Json): boolean =>
  ['key', 'operator', 'value', 'effect'].every((field) => (textAt(a, field) ?? '') === (textAt(b, field) ?? ''));

/** DS-2: a toleration of the template that is like an automatic one gives way to it; the others are added. */
const withAutomatic = (given: readonly Json[], hostNetwork: boolean): readonly Json[] => {
  const automatic = automaticTolerations(hostNetwork).map(written);
  const kept = given.map((one) => automatic.find((other) => isLike(one, other)) ?? one);
  return [...kept, ...automatic.filter((one) => !kept.includes(one))];
};

/** Node affinity that pins a pod to the node in hole 0, in place of the template's own required terms. */
const pinned = (affinity: JsonObject | undefined): JsonObject => ({
  ...affinity,
  nodeAffinity: {
    ...objectAt(affinity, 'nodeAffinity'),
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [hole(0)] }] }],
    },
  },
});

const templates = new WeakMap<Body, Map<string, JsonObject>>();

/** DS-5: the body that all pods of one revision share; hole 0 is the node. */
const podTemplate = (set: DaemonSetRecord, hash: string): JsonObject => {
  const known = templates.get(set.body) ?? new Map<string, JsonObject>();
  templates.set(set.body, known);
  const key = `${hash}/${set.uid}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const given = set.spec.template;
  const spec = objectAt(given, 'spec') ?? {};
  const tolerations = withAutomatic(listAt(spec, 'tolerations'), set.spec.pod.hostNetwork);
  const withDaemon = { ...given, spec: { ...spec, tolerations } };
  const generation = templateGeneration(set);
  const { metadata, spec: podSpec } = podBodyFromTemplate(withDaemon);
  const made = {
    metadata: {
      ...(isJsonObject(metadata) ? metadata : {}),
      generateName: `${set.meta.name}-`,
      labels: {
        ...objectAt(metadata, 'labels'),
        ...(generation === undefined ? {} : { [generationLabel]: generation }),
        [podRevisionLabel]: hash,
      },
      ownerReferences: [controllerReference(set)],
    },
    spec: { ...(isJsonObject(podSpec) ? podSpec : {}), affinity: pinned(objectAt(podSpec, 'affinity')) },
  };
  known.set(key, made);
  return made;
};

export const createPod = (
  set: DaemonSetRecord,
  hash: string,
  node: string,
  batch: number,
  planning: Planning,
): Step => ({
  command: {
    type: 'Create',
    kind: 'Pod',
    namespace: set.meta.namespace,
    name: '',
    generateName: `${set.meta.name}-`,
    body: planning.body(podTemplate(set, hash)),
    args: [node],
    validating: true,
  },
  onRejection: 'end-batch',
  batch,
});

/** Deletes a pod by name, as upstream does: whether creations before it failed or not. */
export const deletePod = ({ meta }: PodRecord, batch: number): Step => ({
  command: { type: 'Delete', kind: 'Pod', namespace: meta.namespace, name: meta.name },
  onRejection: 'end-batch',
  batch,
  regardless: true,
});
