import { isJsonObject, type Body, type JsonObject } from '@orrery/core/engine';
import type { PodRecord, ReplicaSetRecord } from '@orrery/core/cluster';
import { podBodyFromTemplate } from '@orrery/core/api';
import { controllerReference, type Planning, type Step } from '@orrery/core/control';

const templates = new WeakMap<Body, JsonObject>();

/** RS-2: the body that all pods of a set share: its template, with the set as controller. Source: GetPodFromTemplate. */
const podTemplate = (set: ReplicaSetRecord): JsonObject => {
  const known = templates.get(set.body);
  if (known !== undefined) return known;
  const { metadata, spec } = podBodyFromTemplate(set.spec.template);
  const made = {
    metadata: {
      ...(isJsonObject(metadata) ? metadata : {}),
      generateName: `${set.meta.name}-`,
      ownerReferences: [controllerReference(set)],
    },
    spec: spec ?? {},
  };
  templates.set(set.body, made);
  return made;
};

export const createPod = (set: ReplicaSetRecord, batch: number, { body }: Planning): Step => ({
  command: {
    type: 'Create',
    kind: 'Pod',
    namespace: set.meta.namespace,
    name: '',
    generateName: `${set.meta.name}-`,
    body: body(podTemplate(set)),
    validating: true,
  },
  onRejection: 'end-batch',
  batch,
});

export const deletePod = ({ meta, uid }: PodRecord): Step => ({
  command: { type: 'Delete', kind: 'Pod', namespace: meta.namespace, name: meta.name, uid },
  onRejection: 'end-batch',
  batch: 0,
});
