import { volumeResourceRequirements } from './container.ts';
import { labelSelector, localObjectReference, objectMeta } from './metadata.ts';
import {
  anything,
  atomic,
  filled,
  flag,
  int32,
  kept,
  list,
  quantity,
  struct,
  text,
  texts,
  type Fields,
  type StructSchema,
} from './schema.ts';

const keyToPath = struct('KeyToPath', { key: kept(text), path: kept(text), mode: kept(int32) });

const typedReference = atomic(
  struct('TypedLocalObjectReference', {
    apiGroup: kept(text),
    kind: kept(text),
    name: kept(text),
  }),
);

const typedObjectReference = struct('TypedObjectReference', {
  apiGroup: kept(text),
  kind: kept(text),
  name: kept(text),
  namespace: kept(text),
});

export const claimSpec = struct('PersistentVolumeClaimSpec', {
  accessModes: list(text),
  selector: labelSelector,
  resources: filled(volumeResourceRequirements),
  volumeName: text,
  storageClassName: kept(text),
  volumeMode: kept(text),
  dataSource: typedReference,
  dataSourceRef: typedObjectReference,
  volumeAttributesClassName: kept(text),
});

export const hostPath = struct('HostPathVolumeSource', { path: kept(text), type: kept(text) });

export const nfs = struct('NFSVolumeSource', { server: kept(text), path: kept(text), readOnly: flag });

/** Sources that the simulator only stores; what is in them is not looked at. */
const stored = (...names: readonly string[]): Fields => Object.fromEntries(names.map((name) => [name, anything]));

const downwardApiItem = struct('DownwardAPIVolumeFile', {
  path: kept(text),
  fieldRef: atomic(struct('ObjectFieldSelector', { apiVersion: text, fieldPath: kept(text) })),
  resourceFieldRef: atomic(
    struct('ResourceFieldSelector', { containerName: text, resource: kept(text), divisor: quantity }),
  ),
  mode: kept(int32),
});

const configMapItems: Fields = { items: list(keyToPath), optional: kept(flag) };

const projection = struct('VolumeProjection', {
  secret: struct('SecretProjection', { ...localObjectReference.fields, ...configMapItems }),
  configMap: struct('ConfigMapProjection', { ...localObjectReference.fields, ...configMapItems }),
  downwardAPI: struct('DownwardAPIProjection', { items: list(downwardApiItem) }),
  ...stored('serviceAccountToken', 'clusterTrustBundle', 'podCertificate'),
});

const sources: Fields = {
  emptyDir: struct('EmptyDirVolumeSource', { medium: text, sizeLimit: quantity }),
  hostPath,
  persistentVolumeClaim: struct('PersistentVolumeClaimVolumeSource', { claimName: kept(text), readOnly: flag }),
  configMap: struct('ConfigMapVolumeSource', {
    ...localObjectReference.fields,
    ...configMapItems,
    defaultMode: kept(int32),
  }),
  secret: struct('SecretVolumeSource', { secretName: text, ...configMapItems, defaultMode: kept(int32) }),
  downwardAPI: struct('DownwardAPIVolumeSource', { items: list(downwardApiItem), defaultMode: kept(int32) }),
  projected: struct('ProjectedVolumeSource', { sources: list(projection), defaultMode: kept(int32) }),
  ephemeral: struct('EphemeralVolumeSource', {
    volumeClaimTemplate: struct('PersistentVolumeClaimTemplate', { metadata: filled(objectMeta), spec: claimSpec }),
  }),
  csi: struct('CSIVolumeSource', {
    driver: kept(text),
    readOnly: kept(flag),
    fsType: kept(text),
    volumeAttributes: texts,
    nodePublishSecretRef: localObjectReference,
  }),
  nfs,
  image: struct('ImageVolumeSource', { reference: text, pullPolicy: text }),
  ...stored('awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker'),
  ...stored('gcePersistentDisk', 'gitRepo', 'glusterfs', 'iscsi', 'photonPersistentDisk', 'portworxVolume'),
  ...stored('quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'),
};

/** Names of the members of a pod's volume that say where it comes from. */
export const volumeSources: readonly string[] = Object.keys(sources);

export const volume: StructSchema = struct('Volume', { name: kept(text), ...sources });

const persistentSources: Fields = {
  hostPath,
  nfs,
  local: struct('LocalVolumeSource', { path: kept(text), fsType: kept(text) }),
  csi: struct('CSIPersistentVolumeSource', {
    driver: kept(text),
    volumeHandle: kept(text),
    readOnly: flag,
    fsType: text,
    volumeAttributes: texts,
    ...stored('controllerPublishSecretRef', 'nodeStageSecretRef', 'nodePublishSecretRef'),
    ...stored('controllerExpandSecretRef', 'nodeExpandSecretRef'),
  }),
  ...stored('awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker'),
  ...stored('gcePersistentDisk', 'glusterfs', 'iscsi', 'photonPersistentDisk', 'portworxVolume', 'quobyte', 'rbd'),
  ...stored('scaleIO', 'storageos', 'vsphereVolume'),
};

/** Names of the members of a PersistentVolume's spec that say where it comes from. */
export const persistentVolumeSources: readonly string[] = Object.keys(persistentSources);

export const persistentVolumeSource = persistentSources;
