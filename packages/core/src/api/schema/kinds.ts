import type { KindName } from '../../cluster/index.ts';
import { labelSelector, localObjectReference, objectMeta, objectReference } from './metadata.ts';
import { nodeSelector, podSpec, podTemplate } from './pod-spec.ts';
import {
  anything,
  asSet,
  atomic,
  bytes,
  filled,
  flag,
  int32,
  int64,
  intOrText,
  kept,
  keyedBy,
  list,
  map,
  quantities,
  retainingKeys,
  struct,
  text,
  texts,
  time,
  union,
  type Fields,
  type StructSchema,
} from './schema.ts';
import { claimSpec, persistentVolumeSource } from './volume.ts';

const object = (name: string, fields: Fields): StructSchema =>
  struct(name, { apiVersion: text, kind: text, metadata: filled(objectMeta), ...fields });

/** A status is written by controllers; requests to the main resource ignore it. */
const status = anything;

const updateStrategy = (name: string, rollingUpdate: StructSchema): StructSchema =>
  filled(struct(name, { type: text, rollingUpdate }));

const statefulSet = object('StatefulSet', {
  spec: filled(
    struct('StatefulSetSpec', {
      replicas: kept(int32),
      selector: labelSelector,
      template: filled(podTemplate),
      volumeClaimTemplates: list(object('PersistentVolumeClaim', { spec: filled(claimSpec), status })),
      serviceName: text,
      podManagementPolicy: text,
      updateStrategy: updateStrategy(
        'StatefulSetUpdateStrategy',
        struct('RollingUpdateStatefulSetStrategy', { partition: kept(int32), maxUnavailable: intOrText }),
      ),
      revisionHistoryLimit: kept(int32),
      minReadySeconds: int32,
      persistentVolumeClaimRetentionPolicy: struct('StatefulSetPersistentVolumeClaimRetentionPolicy', {
        whenDeleted: text,
        whenScaled: text,
      }),
      ordinals: struct('StatefulSetOrdinals', { start: kept(int32) }),
    }),
  ),
  status,
});

const daemonSet = object('DaemonSet', {
  spec: filled(
    struct('DaemonSetSpec', {
      selector: labelSelector,
      template: filled(podTemplate),
      updateStrategy: updateStrategy(
        'DaemonSetUpdateStrategy',
        struct('RollingUpdateDaemonSet', { maxUnavailable: intOrText, maxSurge: intOrText }),
      ),
      minReadySeconds: int32,
      revisionHistoryLimit: kept(int32),
    }),
  ),
  status,
});

const replicaSet = object('ReplicaSet', {
  spec: filled(
    struct('ReplicaSetSpec', {
      replicas: kept(int32),
      minReadySeconds: int32,
      selector: labelSelector,
      template: filled(podTemplate),
    }),
  ),
  status,
});

const deployment = object('Deployment', {
  spec: filled(
    struct('DeploymentSpec', {
      replicas: kept(int32),
      selector: labelSelector,
      template: filled(podTemplate),
      // Of the members that a patch does not name none stays: another type has no rollingUpdate.
      strategy: retainingKeys(
        filled(
          struct('DeploymentStrategy', {
            type: text,
            rollingUpdate: struct('RollingUpdateDeployment', { maxUnavailable: intOrText, maxSurge: intOrText }),
          }),
        ),
      ),
      minReadySeconds: int32,
      revisionHistoryLimit: kept(int32),
      paused: flag,
      progressDeadlineSeconds: kept(int32),
    }),
  ),
  status,
});

const taint = struct('Taint', { key: kept(text), value: text, effect: kept(text), timeAdded: time });

const node = object('Node', {
  spec: filled(
    struct('NodeSpec', {
      podCIDR: text,
      podCIDRs: union(text),
      providerID: text,
      unschedulable: flag,
      taints: list(taint),
      configSource: anything,
      externalID: text,
    }),
  ),
  status,
});

const servicePort = struct('ServicePort', {
  name: text,
  protocol: text,
  appProtocol: kept(text),
  port: kept(int32),
  targetPort: intOrText,
  nodePort: int32,
});

const service = object('Service', {
  spec: filled(
    struct('ServiceSpec', {
      ports: keyedBy(list(servicePort, 'port'), 'port', 'protocol'),
      selector: atomic(texts),
      clusterIP: text,
      clusterIPs: list(text),
      type: text,
      externalIPs: list(text),
      sessionAffinity: text,
      loadBalancerIP: text,
      loadBalancerSourceRanges: list(text),
      externalName: text,
      externalTrafficPolicy: text,
      healthCheckNodePort: int32,
      publishNotReadyAddresses: flag,
      sessionAffinityConfig: struct('SessionAffinityConfig', {
        clientIP: struct('ClientIPConfig', { timeoutSeconds: kept(int32) }),
      }),
      ipFamilies: list(text),
      ipFamilyPolicy: kept(text),
      allocateLoadBalancerNodePorts: kept(flag),
      loadBalancerClass: kept(text),
      internalTrafficPolicy: kept(text),
      trafficDistribution: kept(text),
    }),
  ),
  status,
});

const persistentVolume = object('PersistentVolume', {
  spec: filled(
    struct('PersistentVolumeSpec', {
      capacity: quantities,
      ...persistentVolumeSource,
      accessModes: list(text),
      // Its members are owned one by one, unlike those of other references.
      claimRef: { ...objectReference, atomic: false },
      persistentVolumeReclaimPolicy: text,
      storageClassName: text,
      mountOptions: list(text),
      volumeMode: kept(text),
      nodeAffinity: struct('VolumeNodeAffinity', { required: nodeSelector }),
      volumeAttributesClassName: kept(text),
    }),
  ),
  status,
});

const topologySelectorTerm = atomic(
  struct('TopologySelectorTerm', {
    matchLabelExpressions: list(
      struct('TopologySelectorLabelRequirement', { key: kept(text), values: kept(list(text)) }),
    ),
  }),
);

const storageClass = object('StorageClass', {
  provisioner: kept(text),
  parameters: texts,
  reclaimPolicy: kept(text),
  mountOptions: list(text),
  allowVolumeExpansion: kept(flag),
  volumeBindingMode: kept(text),
  allowedTopologies: list(topologySelectorTerm),
});

const volumeAttachment = object('VolumeAttachment', {
  spec: filled(
    struct('VolumeAttachmentSpec', {
      attacher: kept(text),
      source: filled(
        struct('VolumeAttachmentSource', { persistentVolumeName: kept(text), inlineVolumeSpec: anything }),
      ),
      nodeName: kept(text),
    }),
  ),
  status,
});

const serviceAccount = object('ServiceAccount', {
  secrets: list(objectReference, 'name'),
  imagePullSecrets: list(localObjectReference),
  automountServiceAccountToken: kept(flag),
});

/** The port of an endpoint; in a slice it may be left out, and then stands for every port. */
const endpointPort = atomic(
  struct('EndpointPort', {
    name: kept(text),
    port: kept(int32),
    protocol: kept(text),
    appProtocol: kept(text),
  }),
);

const named = (name: string): StructSchema => struct(name, { name: kept(text) });

const endpointSlice = object('EndpointSlice', {
  addressType: kept(text),
  endpoints: kept(
    list(
      struct('Endpoint', {
        addresses: asSet(kept(list(text))),
        conditions: filled(
          struct('EndpointConditions', { ready: kept(flag), serving: kept(flag), terminating: kept(flag) }),
        ),
        hostname: kept(text),
        targetRef: objectReference,
        deprecatedTopology: texts,
        nodeName: kept(text),
        zone: kept(text),
        hints: struct('EndpointHints', { forZones: list(named('ForZone')), forNodes: list(named('ForNode')) }),
      }),
    ),
  ),
  ports: kept(list(endpointPort)),
});

const endpointAddress = atomic(
  struct('EndpointAddress', {
    ip: kept(text),
    hostname: text,
    nodeName: kept(text),
    targetRef: objectReference,
  }),
);

const endpoints = object('Endpoints', {
  subsets: list(
    struct('EndpointSubset', {
      addresses: list(endpointAddress),
      notReadyAddresses: list(endpointAddress),
      ports: list(
        atomic(struct('EndpointPort', { name: text, port: kept(int32), protocol: text, appProtocol: kept(text) })),
      ),
    }),
  ),
});

const configMap = object('ConfigMap', { immutable: kept(flag), data: texts, binaryData: map(bytes) });

const secret = object('Secret', { immutable: kept(flag), data: map(bytes), stringData: texts, type: text });

const policyRule = struct('PolicyRule', {
  verbs: kept(list(text)),
  apiGroups: list(text),
  resources: list(text),
  resourceNames: list(text),
  nonResourceURLs: list(text),
});

const clusterRole = object('ClusterRole', {
  rules: kept(list(policyRule)),
  aggregationRule: struct('AggregationRule', { clusterRoleSelectors: list(labelSelector) }),
});

const binding = (name: string): StructSchema =>
  object(name, {
    subjects: list(atomic(struct('Subject', { kind: kept(text), apiGroup: text, name: kept(text), namespace: text }))),
    roleRef: filled(atomic(struct('RoleRef', { apiGroup: kept(text), kind: kept(text), name: kept(text) }))),
  });

const podDisruptionBudget = object('PodDisruptionBudget', {
  spec: filled(
    struct('PodDisruptionBudgetSpec', {
      minAvailable: intOrText,
      selector: labelSelector,
      maxUnavailable: intOrText,
      unhealthyPodEvictionPolicy: kept(text),
    }),
  ),
  status,
});

const csiNode = object('CSINode', {
  spec: filled(
    struct('CSINodeSpec', {
      drivers: kept(
        list(
          struct('CSINodeDriver', {
            name: kept(text),
            nodeID: kept(text),
            topologyKeys: kept(list(text)),
            allocatable: struct('VolumeNodeResources', { count: kept(int32) }),
          }),
          'name',
        ),
      ),
    }),
  ),
});

const priorityClass = object('PriorityClass', {
  value: kept(int32),
  globalDefault: flag,
  description: text,
  preemptionPolicy: kept(text),
});

const event = object('Event', {
  involvedObject: filled(objectReference),
  reason: text,
  message: text,
  source: filled(struct('EventSource', { component: text, host: text })),
  firstTimestamp: time,
  lastTimestamp: time,
  count: int32,
  type: text,
  eventTime: time,
  series: struct('EventSeries', { count: int32, lastObservedTime: time }),
  action: text,
  related: objectReference,
  reportingComponent: kept(text),
  reportingInstance: kept(text),
});

/** The schema of each kind. */
export const schemas: Readonly<Record<KindName, StructSchema>> = {
  Namespace: object('Namespace', { spec: filled(struct('NamespaceSpec', { finalizers: list(text) })), status }),
  Node: node,
  Pod: object('Pod', { spec: filled(podSpec), status }),
  Service: service,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  ReplicaSet: replicaSet,
  Deployment: deployment,
  ControllerRevision: object('ControllerRevision', { data: anything, revision: kept(int64) }),
  StorageClass: storageClass,
  PersistentVolume: persistentVolume,
  PersistentVolumeClaim: object('PersistentVolumeClaim', { spec: filled(claimSpec), status }),
  VolumeAttachment: volumeAttachment,
  ServiceAccount: serviceAccount,
  ConfigMap: configMap,
  Secret: secret,
  ClusterRole: clusterRole,
  ClusterRoleBinding: binding('ClusterRoleBinding'),
  Role: object('Role', { rules: kept(list(policyRule)) }),
  RoleBinding: binding('RoleBinding'),
  Event: event,
  EndpointSlice: endpointSlice,
  Endpoints: endpoints,
  PodDisruptionBudget: podDisruptionBudget,
  PriorityClass: priorityClass,
  CSINode: csiNode,
};
