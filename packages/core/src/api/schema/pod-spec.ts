import { container, ephemeralContainer, podSecurityContext, resourceRequirements } from './container.ts';
import { labelSelector, localObjectReference, objectMeta } from './metadata.ts';
import {
  atomic,
  filled,
  flag,
  int32,
  int64,
  kept,
  keyedBy,
  list,
  quantities,
  retainingKeys,
  struct,
  text,
  texts,
} from './schema.ts';
import { volume } from './volume.ts';

const nodeSelectorRequirement = struct('NodeSelectorRequirement', {
  key: kept(text),
  operator: kept(text),
  values: list(text),
});

const nodeSelectorTerm = atomic(
  struct('NodeSelectorTerm', {
    matchExpressions: list(nodeSelectorRequirement),
    matchFields: list(nodeSelectorRequirement),
  }),
);

export const nodeSelector = atomic(struct('NodeSelector', { nodeSelectorTerms: kept(list(nodeSelectorTerm)) }));

const podAffinityTerm = struct('PodAffinityTerm', {
  labelSelector,
  namespaces: list(text),
  topologyKey: kept(text),
  namespaceSelector: labelSelector,
  matchLabelKeys: list(text),
  mismatchLabelKeys: list(text),
});

const podAffinity = (name: string) =>
  struct(name, {
    requiredDuringSchedulingIgnoredDuringExecution: list(podAffinityTerm),
    preferredDuringSchedulingIgnoredDuringExecution: list(
      struct('WeightedPodAffinityTerm', { weight: kept(int32), podAffinityTerm }),
    ),
  });

const affinity = struct('Affinity', {
  nodeAffinity: struct('NodeAffinity', {
    requiredDuringSchedulingIgnoredDuringExecution: nodeSelector,
    preferredDuringSchedulingIgnoredDuringExecution: list(
      struct('PreferredSchedulingTerm', { weight: kept(int32), preference: nodeSelectorTerm }),
    ),
  }),
  podAffinity: podAffinity('PodAffinity'),
  podAntiAffinity: podAffinity('PodAntiAffinity'),
});

const toleration = struct('Toleration', {
  key: text,
  operator: text,
  value: text,
  effect: text,
  tolerationSeconds: kept(int64),
});

const topologySpreadConstraint = struct('TopologySpreadConstraint', {
  maxSkew: kept(int32),
  topologyKey: kept(text),
  whenUnsatisfiable: kept(text),
  labelSelector,
  minDomains: kept(int32),
  nodeAffinityPolicy: kept(text),
  nodeTaintsPolicy: kept(text),
  matchLabelKeys: list(text),
});

const dnsConfig = struct('PodDNSConfig', {
  nameservers: list(text),
  searches: list(text),
  options: list(struct('PodDNSConfigOption', { name: text, value: kept(text) })),
});

export const podSpec = struct('PodSpec', {
  volumes: list(retainingKeys(volume), 'name'),
  initContainers: list(container, 'name'),
  containers: kept(list(container, 'name')),
  ephemeralContainers: list(ephemeralContainer, 'name'),
  restartPolicy: text,
  terminationGracePeriodSeconds: kept(int64),
  activeDeadlineSeconds: kept(int64),
  dnsPolicy: text,
  nodeSelector: atomic(texts),
  serviceAccountName: text,
  serviceAccount: text,
  automountServiceAccountToken: kept(flag),
  nodeName: text,
  hostNetwork: flag,
  hostPID: flag,
  hostIPC: flag,
  shareProcessNamespace: kept(flag),
  securityContext: podSecurityContext,
  imagePullSecrets: list(localObjectReference, 'name'),
  hostname: text,
  subdomain: text,
  affinity,
  schedulerName: text,
  tolerations: list(toleration),
  hostAliases: list(struct('HostAlias', { ip: kept(text), hostnames: list(text) }), 'ip'),
  priorityClassName: text,
  priority: kept(int32),
  dnsConfig,
  readinessGates: list(struct('PodReadinessGate', { conditionType: kept(text) })),
  runtimeClassName: kept(text),
  enableServiceLinks: kept(flag),
  preemptionPolicy: kept(text),
  overhead: quantities,
  topologySpreadConstraints: keyedBy(list(topologySpreadConstraint, 'topologyKey'), 'topologyKey', 'whenUnsatisfiable'),
  setHostnameAsFQDN: kept(flag),
  os: struct('PodOS', { name: kept(text) }),
  hostUsers: kept(flag),
  schedulingGates: list(struct('PodSchedulingGate', { name: kept(text) }), 'name'),
  resourceClaims: list(
    retainingKeys(
      struct('PodResourceClaim', {
        name: kept(text),
        resourceClaimName: kept(text),
        resourceClaimTemplateName: kept(text),
      }),
    ),
    'name',
  ),
  resources: resourceRequirements,
  hostnameOverride: kept(text),
  schedulingGroup: struct('PodSchedulingGroup', { podGroupName: kept(text) }),
});

export const podTemplate = struct('PodTemplateSpec', { metadata: filled(objectMeta), spec: podSpec });
