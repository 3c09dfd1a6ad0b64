import { isJsonObject, type Body, type Json, type JsonObject } from '@orrery/core/engine';
import {
  apiVersionOf,
  hole,
  listAt,
  objectAt,
  uuidOf,
  type DaemonSetRecord,
  type PodRecord,
  type Toleration,
} from '@orrery/core/cluster';
import { podBodyFromTemplate } from '@orrery/core/api';
import { podRevisionLabel, type Planning, type Step } from '@orrery/core/control';
import { automaticTolerations } from './eligibility.ts';

/** The reference from a pod or revision to the set that controls it. */
export const ownerReference = (set: DaemonSetRecord): JsonObject => ({
  apiVersion: apiVersionOf('DaemonSet'),
  kind: 'DaemonSet',
  name: set.meta.name,
  uid: uuidOf('DaemonSet', set.uid),
  controller: true,
  blockOwnerDeletion: true,
});

const written = ({ key, operator, effect }: Toleration): Json => ({ key, operator, effect });

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
  const automatic = automaticTolerations(set.spec.pod.hostNetwork).map(written);
  const withDaemon = { ...given, spec: { ...spec, tolerations: [...listAt(spec, 'tolerations'), ...automatic] } };
  const { metadata, spec: podSpec } = podBodyFromTemplate(withDaemon);
  const made = {
    metadata: {
      ...(isJsonObject(metadata) ? metadata : {}),
      generateName: `${set.meta.name}-`,
      labels: { ...objectAt(metadata, 'labels'), [podRevisionLabel]: hash },
      ownerReferences: [ownerReference(set)],
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
  },
  onRejection: 'end-batch',
  batch,
});

export const deletePod = ({ meta, uid }: PodRecord, batch: number): Step => ({
  command: { type: 'Delete', kind: 'Pod', namespace: meta.namespace, name: meta.name, uid },
  onRejection: 'end-batch',
  batch,
});
