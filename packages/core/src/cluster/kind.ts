/** How the API names a kind of object and where it serves it. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Versions that Kubernetes no longer serves and Orrery still takes, with a warning: for texts that are older. */
  readonly former?: Readonly<Record<string, FormerVersion>>;
}

/** Since when a version was deprecated, and since when it is gone. */
export interface FormerVersion {
  readonly deprecated: string;
  readonly removed: string;
}

const core = { group: '', version: 'v1', shortNames: [], categories: [], namespaced: true } as const;
const apps = { group: 'apps', version: 'v1', categories: ['all'], shortNames: [], namespaced: true } as const;

const rbac = {
  ...core,
  group: 'rbac.authorization.k8s.io',
  former: { v1beta1: { deprecated: 'v1.17', removed: 'v1.22' } },
} as const;

/**
 * Every kind that the API serves, by name. The order is that of tables in the state and of nothing else.
 * A new kind starts with a line here; the compiler then asks for its record.
 */
export const kinds = {
  Namespace: { ...core, plural: 'namespaces', singular: 'namespace', shortNames: ['ns'], namespaced: false },
  Node: { ...core, plural: 'nodes', singular: 'node', shortNames: ['no'], namespaced: false },
  Pod: { ...core, plural: 'pods', singular: 'pod', shortNames: ['po'], categories: ['all'] },
  Service: { ...core, plural: 'services', singular: 'service', shortNames: ['svc'], categories: ['all'] },
  StatefulSet: { ...apps, plural: 'statefulsets', singular: 'statefulset', shortNames: ['sts'] },
  DaemonSet: { ...apps, plural: 'daemonsets', singular: 'daemonset', shortNames: ['ds'] },
  ReplicaSet: { ...apps, plural: 'replicasets', singular: 'replicaset', shortNames: ['rs'] },
  Deployment: { ...apps, plural: 'deployments', singular: 'deployment', shortNames: ['deploy'] },
  ControllerRevision: { ...apps, plural: 'controllerrevisions', singular: 'controllerrevision', categories: [] },
  StorageClass: {
    ...core,
    group: 'storage.k8s.io',
    plural: 'storageclasses',
    singular: 'storageclass',
    shortNames: ['sc'],
    namespaced: false,
  },
  PersistentVolume: {
    ...core,
    plural: 'persistentvolumes',
    singular: 'persistentvolume',
    shortNames: ['pv'],
    namespaced: false,
  },
  PersistentVolumeClaim: {
    ...core,
    plural: 'persistentvolumeclaims',
    singular: 'persistentvolumeclaim',
    shortNames: ['pvc'],
  },
  VolumeAttachment: {
    ...core,
    group: 'storage.k8s.io',
    plural: 'volumeattachments',
    singular: 'volumeattachment',
    namespaced: false,
  },
  ServiceAccount: { ...core, plural: 'serviceaccounts', singular: 'serviceaccount', shortNames: ['sa'] },
  ConfigMap: { ...core, plural: 'configmaps', singular: 'configmap', shortNames: ['cm'] },
  Secret: { ...core, plural: 'secrets', singular: 'secret' },
  ClusterRole: { ...rbac, plural: 'clusterroles', singular: 'clusterrole', namespaced: false },
  ClusterRoleBinding: { ...rbac, plural: 'clusterrolebindings', singular: 'clusterrolebinding', namespaced: false },
  Role: { ...rbac, plural: 'roles', singular: 'role' },
  RoleBinding: { ...rbac, plural: 'rolebindings', singular: 'rolebinding' },
  Event: { ...core, plural: 'events', singular: 'event', shortNames: ['ev'] },
  EndpointSlice: { ...core, group: 'discovery.k8s.io', plural: 'endpointslices', singular: 'endpointslice' },
  Endpoints: { ...core, plural: 'endpoints', singular: 'endpoints', shortNames: ['ep'] },
  PodDisruptionBudget: {
    ...core,
    group: 'policy',
    plural: 'poddisruptionbudgets',
    singular: 'poddisruptionbudget',
    shortNames: ['pdb'],
    former: { v1beta1: { deprecated: 'v1.21', removed: 'v1.25' } },
  },
  PriorityClass: {
    ...core,
    group: 'scheduling.k8s.io',
    plural: 'priorityclasses',
    singular: 'priorityclass',
    shortNames: ['pc'],
    namespaced: false,
  },
  CSINode: { ...core, group: 'storage.k8s.io', plural: 'csinodes', singular: 'csinode', namespaced: false },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

export const kindNames: readonly KindName[] = Object.keys(kinds) as KindName[]; // keys of a const are its key type

/** A kind's number in uids. Fixed by its place in `kinds`. */
export const kindNumber = (kind: KindName): number => kindNames.indexOf(kind);

/** `apps/v1`, or `v1` for the core group. */
export const apiVersionOf = (kind: KindName): string => {
  const { group, version } = kinds[kind];
  return group === '' ? version : `${group}/${version}`;
};

/** The former version of a kind that an apiVersion names, if it does. */
export const formerVersion = (kind: KindName, apiVersion: string): FormerVersion | undefined => {
  const { group, former }: Kind = kinds[kind];
  const [given, version = ''] = apiVersion.split('/');
  return given === group ? former?.[version] : undefined;
};

/** `statefulsets.apps`, or `pods` for the core group: how messages of the API name a resource. */
export const qualifiedResource = (kind: KindName): string => {
  const { group, plural } = kinds[kind];
  return group === '' ? plural : `${plural}.${group}`;
};

/** `StatefulSet.apps`, or `Pod` for the core group: how Invalid messages name a kind. */
export const qualifiedKind = (kind: KindName): string => {
  const { group } = kinds[kind];
  return group === '' ? kind : `${kind}.${group}`;
};
