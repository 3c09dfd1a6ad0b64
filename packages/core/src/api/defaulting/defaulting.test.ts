import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/index.ts';
import { at, objectAt, textAt } from '../../cluster/index.ts';
import { manifests, template, TestServer } from '../handle.fixture.ts';
import { podBodyFromTemplate } from './pod.ts';

const podSpec = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
};

const container = {
  name: 'nginx',
  image: 'nginx:1.27',
  ports: [{ name: 'web', containerPort: 80, protocol: 'TCP' }],
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
};

const tolerations = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

const specOf = (kind: keyof typeof manifests, change: JsonObject = {}): Json | undefined => {
  const { spec } = manifests[kind] as unknown as { readonly spec: JsonObject }; // each kind here has one
  return new TestServer().create(kind, { ...manifests[kind], spec: { ...spec, ...change } })['spec'];
};

const noToken = { automountServiceAccountToken: false };

test('API-30: a pod gets the defaults of the API, and what admission adds', () => {
  expect(specOf('Pod', noToken)).toEqual({
    ...noToken,
    ...podSpec,
    enableServiceLinks: true,
    serviceAccount: 'default',
    serviceAccountName: 'default',
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
    tolerations,
    containers: [
      {
        name: 'c',
        image: 'nginx',
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'Always',
      },
    ],
  });
});

test.each([
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['nginx:1.27', 'IfNotPresent'],
  ['registry:5000/nginx', 'Always'],
  ['registry:5000/nginx:1', 'IfNotPresent'],
  ['nginx@sha256:abc', 'IfNotPresent'],
])('API-31: image %s is pulled %s', (image, policy) => {
  const spec = specOf('Pod', { containers: [{ name: 'c', image }] });
  expect(at(spec, 'containers', 0, 'imagePullPolicy')).toBe(policy);
});

test('API-32: limits without requests are requests; quantities are written in their one form', () => {
  const resources = { limits: { cpu: '1000m', memory: '1024Mi' }, requests: { cpu: 0.5 } };
  const spec = specOf('Pod', { containers: [{ name: 'c', image: 'i', resources }] });
  expect(at(spec, 'containers', 0, 'resources')).toEqual({
    limits: { cpu: '1', memory: '1Gi' },
    requests: { cpu: '500m', memory: '1Gi' },
  });
});

test('API-33: probes, volumes and references to fields get their defaults', () => {
  const spec = specOf('Pod', {
    ...noToken,
    volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'x' } }, { name: 'c', hostPath: { path: '/x' } }],
    containers: [
      {
        name: 'c',
        image: 'i',
        readinessProbe: { httpGet: { port: 80 } },
        env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
      },
    ],
  });
  expect(at(spec, 'volumes')).toEqual([
    { name: 'a', emptyDir: {} },
    { name: 'b', configMap: { name: 'x', defaultMode: 420 } },
    { name: 'c', hostPath: { path: '/x', type: '' } },
  ]);
  expect(at(spec, 'containers', 0, 'readinessProbe')).toEqual({
    httpGet: { path: '/', port: 80, scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
  expect(at(spec, 'containers', 0, 'env', 0, 'valueFrom', 'fieldRef', 'apiVersion')).toBe('v1');
});

test('API-34: a StatefulSet gets the defaults of the API; its strategy a block only where no type was named', () => {
  expect(specOf('StatefulSet')).toMatchObject({
    replicas: 2,
    podManagementPolicy: 'OrderedReady',
    revisionHistoryLimit: 10,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    template: { metadata: { labels: { app: 'nginx' } }, spec: { ...podSpec, containers: [container] } },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'www' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeMode: 'Filesystem' },
        status: { phase: 'Pending' },
      },
    ],
  });
  expect(at(specOf('StatefulSet', { updateStrategy: { type: 'RollingUpdate' } }), 'updateStrategy')).toEqual({
    type: 'RollingUpdate',
  });
  expect(at(specOf('StatefulSet', { updateStrategy: { type: 'OnDelete' } }), 'updateStrategy')).toEqual({
    type: 'OnDelete',
  });
});

test('DS-13: the template generation of a new DaemonSet is what it says, or 1', () => {
  const annotation = 'deprecated.daemonset.template.generation';
  const created = (value: string): Json | undefined => {
    const { metadata, ...rest } = manifests.DaemonSet;
    const body = { ...rest, metadata: { ...metadata, annotations: { [annotation]: value } } };
    return at(new TestServer().create('DaemonSet', body), 'metadata', 'annotations', annotation);
  };
  expect(['7', '0', '-1'].map(created)).toEqual(['7', '1', '1']);
});

test('API-35: a DaemonSet rolls with one unavailable by default, and its template generation is counted', () => {
  const server = new TestServer();
  const made = server.create('DaemonSet', manifests.DaemonSet);
  const annotation = 'deprecated.daemonset.template.generation';
  expect(at(made, 'spec', 'updateStrategy')).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
  });
  expect(textAt(made, 'metadata', 'annotations', annotation)).toBe('1');
  const spec = {
    ...(made['spec'] as JsonObject),
    template: { ...template, metadata: { labels: { app: 'nginx', v: '2' } } },
  };
  const changed = server.ask('update', 'DaemonSet', 'agent', { body: { ...made, spec } }).body;
  expect(textAt(changed, 'metadata', 'annotations', annotation)).toBe('2');
});

test('API-36: claims, volumes and classes get their defaults and the finalizers that protect them', () => {
  const server = new TestServer();
  expect(server.create('PersistentVolumeClaim', manifests.PersistentVolumeClaim)).toMatchObject({
    metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
    spec: { volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  });
  expect(server.create('PersistentVolume', manifests.PersistentVolume)).toMatchObject({
    metadata: { finalizers: ['kubernetes.io/pv-protection'] },
    spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem', hostPath: { path: '/data', type: '' } },
    status: { phase: 'Pending' },
  });
  expect(server.create('StorageClass', manifests.StorageClass)).toMatchObject({
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  });
});

test('API-37: a claim without a class gets the newest default class; an empty class is kept', () => {
  const server = new TestServer();
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  for (const name of ['b', 'a', 'z']) {
    server.now += name === 'z' ? 0 : 1_000_000;
    server.create('StorageClass', { metadata: { name, annotations }, provisioner: 'x' });
  }
  const claim = (name: string, spec: JsonObject): Json | undefined =>
    at(
      server.create('PersistentVolumeClaim', {
        metadata: { name },
        spec: { ...manifests.PersistentVolumeClaim.spec, ...spec },
      }),
      'spec',
      'storageClassName',
    );
  expect(claim('one', {})).toBe('a');
  expect(claim('two', { storageClassName: '' })).toBe('');
  expect(claim('three', { storageClassName: 'b' })).toBe('b');
});

test('API-38: a Service gets defaults and an address of its own; headless ones have none', () => {
  const server = new TestServer();
  const service = (name: string, spec: JsonObject): JsonObject =>
    server.create('Service', { metadata: { name }, spec: { ports: [{ port: 80 }], selector: { a: 'b' }, ...spec } });
  const first = service('a', {});
  expect(first['spec']).toMatchObject({
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
  });
  const address = textAt(first, 'spec', 'clusterIP') ?? '';
  expect(address).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
  expect(at(first, 'spec', 'clusterIPs')).toEqual([address]);
  expect(textAt(service('b', {}), 'spec', 'clusterIP')).not.toBe(address);
  expect(at(service('c', { clusterIP: 'None' }), 'spec', 'clusterIPs')).toEqual(['None']);
  expect(at(service('d', { type: 'NodePort' }), 'spec', 'ports', 0, 'nodePort')).toBeGreaterThanOrEqual(30_000);
  const taken = { metadata: { name: 'e' }, spec: { ports: [{ port: 80 }], clusterIP: address } };
  expect(server.refusal('create', 'Service', '', { body: taken })).toBe(
    `Service "e" is invalid: spec.clusterIPs: Invalid value: ["${address}"]: failed to allocate IP ${address}: provided IP is already allocated`,
  );
});

test('API-39: a namespace bears its name as a label', () => {
  expect(new TestServer().create('Namespace', manifests.Namespace)).toMatchObject({
    metadata: { name: 'apps', labels: { 'kubernetes.io/metadata.name': 'apps' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
});

test('API-40: a pod made from a template is the pod that a user would have created from it', () => {
  const { metadata, spec } = new TestServer().create('Pod', {
    metadata: { name: 'p', labels: { app: 'nginx' } },
    spec: { ...objectAt(template, 'spec'), ...noToken },
  });
  expect(podBodyFromTemplate({ ...template, spec: { ...objectAt(template, 'spec'), ...noToken } })).toEqual({
    metadata: { labels: at(metadata, 'labels') },
    spec: {
      ...(spec as JsonObject),
      containers: [{ ...container, resources: undefined }].map(({ resources: _, ...rest }) => rest),
    },
  });
});
