/** How a list is merged: entries by the value of a key, or single values as a set. Lists not named here are replaced whole. */
export type ListMerge = { readonly key: string } | 'set';

/**
 * Strategies of strategic-merge patches by the name of the field that holds the list. Upstream declares them per type;
 * within the kinds served here a field name decides, save where two types differ (see `byParent`).
 * Source: patchMergeKey tags of k8s.io/api core/v1 and apps/v1.
 */
const byField: Readonly<Record<string, ListMerge>> = {
  containers: { key: 'name' },
  initContainers: { key: 'name' },
  ephemeralContainers: { key: 'name' },
  env: { key: 'name' },
  volumeMounts: { key: 'mountPath' },
  volumeDevices: { key: 'devicePath' },
  volumes: { key: 'name' },
  resourceClaims: { key: 'name' },
  imagePullSecrets: { key: 'name' },
  schedulingGates: { key: 'name' },
  hostAliases: { key: 'ip' },
  topologySpreadConstraints: { key: 'topologyKey' },
  conditions: { key: 'type' },
  addresses: { key: 'type' },
  podIPs: { key: 'ip' },
  hostIPs: { key: 'ip' },
  ownerReferences: { key: 'uid' },
  secrets: { key: 'name' },
  finalizers: 'set',
  podCIDRs: 'set',
};

/** `ports` are merged by one key in a container and by another in a service. */
const ports = { container: { key: 'containerPort' }, service: { key: 'port' } } as const;

/** How the list in this field is merged; undefined: it is replaced. `parents` are the fields above it, outermost first. */
export const listMerge = (field: string, parents: readonly string[]): ListMerge | undefined => {
  if (field === 'ports') return parents.some((one) => one.endsWith('ontainers')) ? ports.container : ports.service;
  return Object.hasOwn(byField, field) ? byField[field] : undefined;
};
