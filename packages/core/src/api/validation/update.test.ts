import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/index.ts';
import { manifests, put, TestServer } from '../handle.fixture.ts';

type Kind = keyof typeof manifests;
type Case = readonly [path: string, member: Json | undefined, text: string];

const updated = (kind: Kind, path: string, member: Json | undefined): string => {
  const server = new TestServer();
  const body = put(server.create(kind, manifests[kind]), path, member) as JsonObject; // put keeps objects
  const { code, body: answer } = server.ask('update', kind, manifests[kind].metadata.name, { body });
  return code === 200 ? 'accepted' : String((answer as JsonObject)['message']).replace(/^.* is invalid: /, ''); // a Status
};

const fixedSet =
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

test.each<readonly [Kind, ...Case]>([
  ['StatefulSet', 'spec.serviceName', 'other', fixedSet],
  ['StatefulSet', 'spec.podManagementPolicy', 'Parallel', fixedSet],
  ['StatefulSet', 'spec.volumeClaimTemplates', [], fixedSet],
  ['StatefulSet', 'spec.replicas', 5, 'accepted'],
  ['StatefulSet', 'spec.template.spec.containers.0.image', 'nginx:1.28', 'accepted'],
  ['StatefulSet', 'spec.revisionHistoryLimit', 3, 'accepted'],
  [
    'DaemonSet',
    'spec.selector',
    { matchLabels: { app: 'nginx' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] },
    'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Exists"}],"matchLabels":{"app":"nginx"}}: field is immutable',
  ],
  ['Pod', 'spec.containers.0.image', 'nginx:2', 'accepted'],
  ['Pod', 'metadata.labels', { a: 'b' }, 'accepted'],
  [
    'Pod',
    'spec.hostNetwork',
    true,
    'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
  ],
  [
    'Pod',
    'metadata.creationTimestamp',
    '2020-01-01T00:00:00Z',
    'metadata.creationTimestamp: Invalid value: "2020-01-01T00:00:00Z": field is immutable',
  ],
  ['PersistentVolumeClaim', 'spec.volumeName', 'pv1', 'accepted'],
  ['PersistentVolumeClaim', 'spec.storageClassName', 'local', 'accepted'],
  [
    'PersistentVolumeClaim',
    'spec.resources.requests.storage',
    '2Gi',
    'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
  ],
  [
    'PersistentVolume',
    'spec.hostPath.path',
    '/other',
    'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
  ],
  ['PersistentVolume', 'spec.persistentVolumeReclaimPolicy', 'Delete', 'accepted'],
  ['StorageClass', 'provisioner', 'x', 'provisioner: Forbidden: updates to provisioner are forbidden.'],
  [
    'StorageClass',
    'volumeBindingMode',
    'WaitForFirstConsumer',
    'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
  ],
  ['StorageClass', 'allowVolumeExpansion', true, 'accepted'],
  ['ControllerRevision', 'data', {}, 'data: Invalid value: {}: field is immutable'],
  ['ControllerRevision', 'revision', 2, 'accepted'],
  [
    'Service',
    'spec.clusterIP',
    '10.96.0.9',
    'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: may not change once set',
  ],
  ['Node', 'spec.unschedulable', true, 'accepted'],
])('API-25: an update of a %s with %s %j: %s', (kind, path, member, text) => {
  expect(updated(kind, path, member)).toBe(text);
});
