import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/index.ts';
import { manifests, put, template, TestServer } from '../handle.fixture.ts';

type Kind = keyof typeof manifests;
type Case = readonly [path: string, member: Json | undefined, text: string];

const qualified: Readonly<Partial<Record<Kind, string>>> = {
  StatefulSet: 'StatefulSet.apps',
  DaemonSet: 'DaemonSet.apps',
  ControllerRevision: 'ControllerRevision.apps',
  StorageClass: 'StorageClass.storage.k8s.io',
};

const refusalOf = (kind: Kind, path: string, member: Json | undefined): string => {
  const body = put(manifests[kind], path, member) as JsonObject; // put keeps objects
  return new TestServer().refusal('create', kind, '', { body });
};

const check = (kind: Kind, [path, member, text]: Case): void => {
  const prefix = `${qualified[kind] ?? kind} "${manifests[kind].metadata.name}" is invalid: `;
  expect(refusalOf(kind, path, member)).toBe(prefix + text);
};

const pods = 'spec.containers.0';

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

test('API-20: names take the form of their kind', () => {
  expect(refusalOf('Pod', 'metadata.name', 'A_b')).toBe(
    `Pod "A_b" is invalid: metadata.name: Invalid value: "A_b": ${subdomain}`,
  );
  expect(refusalOf('StatefulSet', 'metadata.name', 'a.b')).toBe(
    `StatefulSet.apps "a.b" is invalid: metadata.name: Invalid value: "a.b": ${label}`,
  );
  expect(refusalOf('Pod', 'metadata.name', undefined)).toBe(
    'Pod "" is invalid: metadata.name: Required value: name or generateName is required',
  );
  expect(refusalOf('Service', 'metadata.name', '1a')).toContain(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character",
  );
  expect(refusalOf('Pod', 'metadata.name', 'a'.repeat(254))).toContain('must be no more than 253 bytes');
});

test.each<Case>([
  [
    'metadata.labels',
    { 'a b': 'x' },
    `metadata.labels: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
  ],
  [
    'metadata.labels',
    { a: '-' },
    `metadata.labels: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
  ],
  [
    'metadata.finalizers',
    ['x'],
    'metadata.finalizers: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
  ],
  ['spec.containers', [], 'spec.containers: Required value'],
  [`${pods}.name`, '', 'spec.containers[0].name: Required value'],
  [`${pods}.name`, 'A', `spec.containers[0].name: Invalid value: "A": ${label}`],
  [`${pods}.image`, '', 'spec.containers[0].image: Required value'],
  [
    `${pods}.image`,
    ' x',
    'spec.containers[0].image: Invalid value: " x": must not have leading or trailing whitespace',
  ],
  [
    `${pods}.imagePullPolicy`,
    'Sometimes',
    'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
  ],
  [
    `${pods}.ports`,
    [{ containerPort: 70_000 }],
    'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
  ],
  [`${pods}.ports`, [{ name: 'x' }], 'spec.containers[0].ports[0].containerPort: Required value'],
  [
    `${pods}.ports`,
    [{ containerPort: 1, protocol: 'ICMP' }],
    'spec.containers[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
  ],
  [
    `${pods}.ports`,
    [
      { name: 'a', containerPort: 1 },
      { name: 'a', containerPort: 2 },
    ],
    'spec.containers[0].ports[1].name: Duplicate value: "a"',
  ],
  [`${pods}.env`, [{ name: '' }], 'spec.containers[0].env[0].name: Required value'],
  [
    `${pods}.volumeMounts`,
    [{ name: 'www', mountPath: '/x' }],
    'spec.containers[0].volumeMounts[0].name: Not found: "www"',
  ],
  [
    `${pods}.resources`,
    { limits: { cpu: '1' }, requests: { cpu: '2' } },
    'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
  ],
  [
    `${pods}.livenessProbe`,
    { periodSeconds: -1, tcpSocket: { port: 80 } },
    'spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
  ],
  [`${pods}.livenessProbe`, {}, 'spec.containers[0].livenessProbe: Required value: must specify a handler type'],
  [
    `${pods}.readinessProbe`,
    { exec: { command: ['x'] }, tcpSocket: { port: 80 } },
    'spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
  ],
  [
    'spec.containers',
    [
      { name: 'a', image: 'i' },
      { name: 'a', image: 'i' },
    ],
    'spec.containers[1].name: Duplicate value: "a"',
  ],
  [
    'spec.restartPolicy',
    'Never ever',
    'spec.restartPolicy: Unsupported value: "Never ever": supported values: "Always", "OnFailure", "Never"',
  ],
  [
    'spec.activeDeadlineSeconds',
    0,
    'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
  ],
  [
    'spec.tolerations',
    [{ operator: 'Equal', value: 'x' }],
    'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
  ],
  [
    'spec.tolerations',
    [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 1 }],
    'spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
  ],
  [
    'spec.volumes',
    [{ name: 'a', persistentVolumeClaim: {} }],
    'spec.volumes[0].persistentVolumeClaim.claimName: Required value',
  ],
  ['spec.volumes', [{ name: 'a' }, { name: 'a' }], 'spec.volumes[1].name: Duplicate value: "a"'],
  [
    'spec.affinity',
    { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } },
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
  ],
])('API-21: a pod with %s %j is refused', (...one) => check('Pod', one));

test.each<Case>([
  [
    'spec.selector',
    undefined,
    '[spec.selector: Required value, spec.template.metadata.labels: Invalid value: {"app":"nginx"}: `selector` does not match template `labels`]',
  ],
  ['spec.selector', {}, 'spec.selector: Invalid value: {}: empty selector is invalid for statefulset'],
  [
    'spec.selector.matchLabels',
    { app: 'x' },
    'spec.template.metadata.labels: Invalid value: {"app":"nginx"}: `selector` does not match template `labels`',
  ],
  [
    'spec.podManagementPolicy',
    'Random',
    "spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or 'Parallel'",
  ],
  [
    'spec.updateStrategy',
    { type: 'OnDelete', rollingUpdate: { partition: 1 } },
    'spec.updateStrategy.rollingUpdate: Invalid value: {"partition":1}: only allowed for updateStrategy \'RollingUpdate\'',
  ],
  [
    'spec.updateStrategy',
    { type: 'RollingUpdate', rollingUpdate: { partition: -1 } },
    'spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0',
  ],
  ['spec.minReadySeconds', -1, 'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0'],
  ['spec.ordinals', { start: -1 }, 'spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0'],
  ['spec.serviceName', 'A.b', `spec.serviceName: Invalid value: "A.b": ${label}`],
  [
    'spec.persistentVolumeClaimRetentionPolicy',
    { whenScaled: 'Keep' },
    'spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "Keep": supported values: "Retain", "Delete"',
  ],
  [
    'spec.template.spec.restartPolicy',
    'Never',
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
  ],
  [
    'spec.template.spec.activeDeadlineSeconds',
    1,
    'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported',
  ],
])('API-22: a StatefulSet with %s %j is refused', (...one) => check('StatefulSet', one));

test.each<Case>([
  ['spec.selector', {}, 'spec.selector: Invalid value: {}: empty selector is invalid for daemonset'],
  [
    'spec.updateStrategy',
    { rollingUpdate: { maxSurge: 1 } },
    'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
  ],
  [
    'spec.updateStrategy',
    { rollingUpdate: { maxUnavailable: 0 } },
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
  ],
  [
    'spec.updateStrategy',
    { rollingUpdate: { maxUnavailable: '101%' } },
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
  ],
  [
    'spec.updateStrategy',
    { rollingUpdate: { maxUnavailable: 'x' } },
    "[spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: \"x\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%'), spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0]",
  ],
  [
    'spec.template.spec.activeDeadlineSeconds',
    1,
    'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported',
  ],
  ['spec.template.spec.containers.0.image', '', 'spec.template.spec.containers[0].image: Required value'],
  ['spec.revisionHistoryLimit', -1, 'spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0'],
  [
    'spec.updateStrategy',
    { rollingUpdate: { maxUnavailable: 0, maxSurge: '101%' } },
    'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "101%": must not be greater than 100%',
  ],
  [
    'spec.updateStrategy',
    { rollingUpdate: { maxUnavailable: -1, maxSurge: 0 } },
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'spec.template.spec.restartPolicy',
    'OnFailure',
    'spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"',
  ],
  ['spec.minReadySeconds', -1, 'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0'],
])('API-23: a DaemonSet with %s %j is refused', (...one) => check('DaemonSet', one));

test.each<readonly [Kind, ...Case]>([
  [
    'PersistentVolumeClaim',
    'spec.accessModes',
    [],
    'spec.accessModes: Required value: at least 1 access mode is required',
  ],
  [
    'PersistentVolumeClaim',
    'spec.accessModes',
    ['RWX'],
    'spec.accessModes: Unsupported value: "RWX": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
  ],
  ['PersistentVolumeClaim', 'spec.resources', {}, 'spec.resources[storage]: Required value'],
  [
    'PersistentVolumeClaim',
    'spec.resources.requests.storage',
    '0',
    'spec.resources[storage]: Invalid value: "0": must be greater than zero',
  ],
  [
    'PersistentVolumeClaim',
    'spec.volumeMode',
    'Tape',
    'spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
  ],
  ['PersistentVolume', 'spec.accessModes', undefined, 'spec.accessModes: Required value'],
  ['PersistentVolume', 'spec.capacity', undefined, 'spec.capacity: Required value'],
  ['PersistentVolume', 'spec.hostPath', undefined, 'spec: Required value: must specify a volume type'],
  [
    'PersistentVolume',
    'spec.local',
    { path: '/x' },
    '[spec.nodeAffinity: Required value: Local volume requires node affinity, spec.local: Forbidden: may not specify more than 1 volume type]',
  ],
  [
    'PersistentVolume',
    'spec.persistentVolumeReclaimPolicy',
    'Burn',
    'spec.persistentVolumeReclaimPolicy: Unsupported value: "Burn": supported values: "Delete", "Recycle", "Retain"',
  ],
  ['StorageClass', 'provisioner', '', 'provisioner: Required value'],
  [
    'StorageClass',
    'reclaimPolicy',
    'Recycle',
    'reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"',
  ],
  [
    'StorageClass',
    'volumeBindingMode',
    'Later',
    'volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"',
  ],
  ['Service', 'spec', {}, 'spec.ports: Required value'],
  [
    'Service',
    'spec.ports',
    [{ port: 1 }, { port: 2 }],
    '[spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
  ],
  [
    'Service',
    'spec.ports',
    [{ port: 0 }],
    '[spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive]',
  ],
  [
    'Service',
    'spec.type',
    'Fast',
    'spec.type: Unsupported value: "Fast": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
  ],
  [
    'Service',
    'spec.type',
    'LoadBalancer',
    'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for LoadBalancer services',
  ],
  [
    'Node',
    'spec.taints',
    [{ key: 'a', effect: 'No' }],
    'spec.taints[0].effect: Unsupported value: "No": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
  ],
  ['ControllerRevision', 'data', undefined, 'data: Required value: data is mandatory'],
  ['ControllerRevision', 'revision', -1, 'revision: Invalid value: -1: must be greater than or equal to 0'],
])('API-24: a %s with %s %j is refused', (kind, ...one) => check(kind, one));

test('API-26: a StatefulSet is not refused for a template that makes no valid pods: those fail when they are made', () => {
  const server = new TestServer();
  const spec = { ...manifests.StatefulSet.spec, template: { ...template, spec: { containers: [] } } };
  expect(server.ask('create', 'StatefulSet', '', { body: { metadata: { name: 'web' }, spec } }).code).toBe(201);
});
