import * as E from 'fp-ts/lib/Either.js';
import { Dictionary, isJsonArray, isJsonObject, type Json, type JsonObject } from '../engine/index.ts';
import { ClusterState, evolve, type Change, type ClusterEvent } from '../cluster/index.ts';
import type { Command } from './command.ts';
import { decide } from './decide/index.ts';
import { handle } from './handle.ts';
import type { Request, Response } from './request.ts';
import type { ApiServer } from './server.ts';

/** An API server over nothing but a state: no components, a clock that is set by hand. Namespace default is there. */
export class TestServer implements ApiServer {
  readonly state = ClusterState.empty();
  readonly epoch = 1_767_225_600; // 2026-01-01T00:00:00Z
  readonly version = '1.36';
  readonly events: ClusterEvent[] = [];
  /** What the events changed, as watches are told of it. */
  readonly changes: Change[] = [];
  readonly #dictionary = new Dictionary();
  now = 0;

  constructor() {
    this.handle({
      verb: 'create',
      kind: 'Namespace',
      namespace: '',
      name: '',
      body: { metadata: { name: 'default' } },
    });
  }

  get position(): number {
    return this.events.length;
  }

  body(json: Json) {
    return this.#dictionary.body(json);
  }

  execute(command: Command) {
    const deciding = { now: this.now, body: (json: Json) => this.body(json), random: () => 0 };
    const decision = decide(this.state, command, deciding);
    if (E.isLeft(decision)) return decision;
    for (const event of decision.right) {
      const change = evolve(this.state, event, this.events.push(event), this.now);
      if (change !== undefined) this.changes.push(change);
    }
    return E.right(decision.right.length === 0 ? 0 : this.position);
  }

  handle(request: Request): Response {
    return handle(this, request);
  }

  /** A request about one object in namespace default, or about all of its kind. */
  ask(verb: Request['verb'], kind: Request['kind'], name = '', rest: Partial<Request> = {}): Response {
    return this.handle({ verb, kind, namespace: 'default', name, ...rest });
  }

  /** Creates an object and gives it back; throws what refused it. */
  create(kind: Request['kind'], body: JsonObject): JsonObject {
    const response = this.ask('create', kind, '', { body });
    if (response.code !== 201) throw new Error(JSON.stringify(response.body));
    return response.body as JsonObject; // 201 answers the object
  }

  /** The message of a refused request. */
  refusal(verb: Request['verb'], kind: Request['kind'], name: string, rest: Partial<Request>): string {
    const { code, body } = this.ask(verb, kind, name, rest);
    if (code < 400) throw new Error(`answered ${code}: ${JSON.stringify(body)}`);
    return String((body as JsonObject)['message']); // a Status
  }
}

/** A pod template with one nginx container. */
export const template: JsonObject = {
  metadata: { labels: { app: 'nginx' } },
  spec: { containers: [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80, name: 'web' }] }] },
};

/** One small valid manifest of each kind that users write. */
export const manifests = {
  Namespace: { metadata: { name: 'apps' } },
  Node: {
    metadata: { name: 'n1', labels: { 'node-role.kubernetes.io/worker': '' } },
    spec: { podCIDR: '10.1.0.0/24' },
  },
  Pod: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  Service: {
    metadata: { name: 'nginx' },
    spec: { clusterIP: 'None', ports: [{ port: 80 }], selector: { app: 'nginx' } },
  },
  StatefulSet: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web' },
    spec: {
      serviceName: 'nginx',
      replicas: 2,
      selector: { matchLabels: { app: 'nginx' } },
      template,
      volumeClaimTemplates: [
        {
          metadata: { name: 'www' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
        },
      ],
    },
  },
  DaemonSet: { metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'nginx' } }, template } },
  ReplicaSet: { metadata: { name: 'web-abc' }, spec: { selector: { matchLabels: { app: 'nginx' } }, template } },
  Deployment: { metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'nginx' } }, template } },
  ControllerRevision: { metadata: { name: 'web-1' }, revision: 1, data: { spec: { template: { $patch: 'replace' } } } },
  StorageClass: { metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner' },
  PersistentVolume: {
    metadata: { name: 'pv1' },
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } },
  },
  PersistentVolumeClaim: {
    metadata: { name: 'www' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  ServiceAccount: { metadata: { name: 'agent' }, imagePullSecrets: [{ name: 'key' }] },
  ConfigMap: { metadata: { name: 'settings' }, data: { colour: 'blue' } },
  Secret: { metadata: { name: 'key' }, stringData: { password: 'xyz' } },
  ClusterRole: { metadata: { name: 'system:view' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  ClusterRoleBinding: {
    metadata: { name: 'viewers' },
    roleRef: { kind: 'ClusterRole', name: 'system:view' },
    subjects: [{ kind: 'ServiceAccount', name: 'agent', namespace: 'default' }],
  },
  Role: { metadata: { name: 'reader' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  RoleBinding: {
    metadata: { name: 'readers' },
    roleRef: { kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'User', name: 'eve' }],
  },
  EndpointSlice: {
    metadata: { name: 'nginx-abcde', labels: { 'kubernetes.io/service-name': 'nginx' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.0.2'], conditions: { ready: true }, hostname: 'web-0' }],
    ports: [{ name: 'web', port: 80 }],
  },
  Endpoints: {
    metadata: { name: 'nginx' },
    subsets: [{ addresses: [{ ip: '10.244.0.2', hostname: 'web-0' }], ports: [{ name: 'web', port: 80 }] }],
  },
  PodDisruptionBudget: {
    metadata: { name: 'web' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'nginx' } } },
  },
  CSINode: {
    metadata: { name: 'n1' },
    spec: { drivers: [{ name: 'csi.example.com', nodeID: 'n1', topologyKeys: [], allocatable: { count: 3 } }] },
  },
  PriorityClass: { metadata: { name: 'high' }, value: 1000, description: 'For what matters.' },
  VolumeAttachment: {
    metadata: { name: 'csi-1' },
    spec: { attacher: 'csi.example.com', nodeName: 'n1', source: { persistentVolumeName: 'pv1' } },
  },
} as const;

/** The value with one member written, at a path of names and indices; undefined takes it out. */
export const put = (value: Json, path: string, member: Json | undefined): Json => {
  const [step = '', ...rest] = path.split('.');
  if (isJsonArray(value))
    return value.map((item, i) => (i === Number(step) ? put(item, rest.join('.'), member) : item));
  const object: Record<string, Json> = isJsonObject(value) ? { ...value } : {};
  const next = rest.length === 0 ? member : put(object[step] ?? {}, rest.join('.'), member);
  if (next === undefined) delete object[step];
  else object[step] = next;
  return object;
};
