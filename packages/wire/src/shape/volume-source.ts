import { labelSelector, localObjectReference, objectReference, shape } from '@orrery/core/api';

const { atomic, flag, int32, int64, kept, list, struct, text, texts } = shape;

/* The sources of volumes that core keeps as they are: nothing of them is simulated. */

const awsElasticBlockStoreVolumeSource = struct('AWSElasticBlockStoreVolumeSource', {
  volumeID: kept(text),
  fsType: text,
  partition: int32,
  readOnly: flag,
});

const azureDiskVolumeSource = struct('AzureDiskVolumeSource', {
  diskName: kept(text),
  diskURI: kept(text),
  cachingMode: kept(text),
  fsType: kept(text),
  readOnly: kept(flag),
  kind: kept(text),
});

const azureFileVolumeSource = struct('AzureFileVolumeSource', {
  secretName: kept(text),
  shareName: kept(text),
  readOnly: flag,
});

const cephFSVolumeSource = struct('CephFSVolumeSource', {
  monitors: kept(list(text)),
  path: text,
  user: text,
  secretFile: text,
  secretRef: localObjectReference,
  readOnly: flag,
});

const cinderVolumeSource = struct('CinderVolumeSource', {
  volumeID: kept(text),
  fsType: text,
  readOnly: flag,
  secretRef: localObjectReference,
});

const fcVolumeSource = struct('FCVolumeSource', {
  targetWWNs: list(text),
  lun: kept(int32),
  fsType: text,
  readOnly: flag,
  wwids: list(text),
});

const flexVolumeSource = struct('FlexVolumeSource', {
  driver: kept(text),
  fsType: text,
  secretRef: localObjectReference,
  readOnly: flag,
  options: texts,
});

const flockerVolumeSource = struct('FlockerVolumeSource', { datasetName: text, datasetUUID: text });

const gcePersistentDiskVolumeSource = struct('GCEPersistentDiskVolumeSource', {
  pdName: kept(text),
  fsType: text,
  partition: int32,
  readOnly: flag,
});

const gitRepoVolumeSource = struct('GitRepoVolumeSource', { repository: kept(text), revision: text, directory: text });

const glusterfsVolumeSource = struct('GlusterfsVolumeSource', {
  endpoints: kept(text),
  path: kept(text),
  readOnly: flag,
});

const iscsiVolumeSource = struct('ISCSIVolumeSource', {
  targetPortal: kept(text),
  iqn: kept(text),
  lun: kept(int32),
  iscsiInterface: text,
  fsType: text,
  readOnly: flag,
  portals: list(text),
  chapAuthDiscovery: flag,
  chapAuthSession: flag,
  secretRef: localObjectReference,
  initiatorName: kept(text),
});

const photonPersistentDiskVolumeSource = struct('PhotonPersistentDiskVolumeSource', { pdID: kept(text), fsType: text });

const portworxVolumeSource = struct('PortworxVolumeSource', { volumeID: kept(text), fsType: text, readOnly: flag });

const quobyteVolumeSource = struct('QuobyteVolumeSource', {
  registry: kept(text),
  volume: kept(text),
  readOnly: flag,
  user: text,
  group: text,
  tenant: text,
});

const rbdVolumeSource = struct('RBDVolumeSource', {
  monitors: kept(list(text)),
  image: kept(text),
  fsType: text,
  pool: text,
  user: text,
  keyring: text,
  secretRef: localObjectReference,
  readOnly: flag,
});

const scaleIOVolumeSource = struct('ScaleIOVolumeSource', {
  gateway: kept(text),
  system: kept(text),
  secretRef: localObjectReference,
  sslEnabled: flag,
  protectionDomain: text,
  storagePool: text,
  storageMode: text,
  volumeName: text,
  fsType: text,
  readOnly: flag,
});

const storageOSVolumeSource = struct('StorageOSVolumeSource', {
  volumeName: text,
  volumeNamespace: text,
  fsType: text,
  readOnly: flag,
  secretRef: localObjectReference,
});

const vsphereVirtualDiskVolumeSource = struct('VsphereVirtualDiskVolumeSource', {
  volumePath: kept(text),
  fsType: text,
  storagePolicyName: text,
  storagePolicyID: text,
});

const azureFilePersistentVolumeSource = struct('AzureFilePersistentVolumeSource', {
  secretName: kept(text),
  shareName: kept(text),
  readOnly: flag,
  secretNamespace: kept(text),
});

export const secretReference = atomic(struct('SecretReference', { name: text, namespace: text }));

const cephFSPersistentVolumeSource = struct('CephFSPersistentVolumeSource', {
  monitors: kept(list(text)),
  path: text,
  user: text,
  secretFile: text,
  secretRef: secretReference,
  readOnly: flag,
});

const cinderPersistentVolumeSource = struct('CinderPersistentVolumeSource', {
  volumeID: kept(text),
  fsType: text,
  readOnly: flag,
  secretRef: secretReference,
});

const flexPersistentVolumeSource = struct('FlexPersistentVolumeSource', {
  driver: kept(text),
  fsType: text,
  secretRef: secretReference,
  readOnly: flag,
  options: texts,
});

const glusterfsPersistentVolumeSource = struct('GlusterfsPersistentVolumeSource', {
  endpoints: kept(text),
  path: kept(text),
  readOnly: flag,
  endpointsNamespace: kept(text),
});

const iscsiPersistentVolumeSource = struct('ISCSIPersistentVolumeSource', {
  targetPortal: kept(text),
  iqn: kept(text),
  lun: kept(int32),
  iscsiInterface: text,
  fsType: text,
  readOnly: flag,
  portals: list(text),
  chapAuthDiscovery: flag,
  chapAuthSession: flag,
  secretRef: secretReference,
  initiatorName: kept(text),
});

const rbdPersistentVolumeSource = struct('RBDPersistentVolumeSource', {
  monitors: kept(list(text)),
  image: kept(text),
  fsType: text,
  pool: text,
  user: text,
  keyring: text,
  secretRef: secretReference,
  readOnly: flag,
});

const scaleIOPersistentVolumeSource = struct('ScaleIOPersistentVolumeSource', {
  gateway: kept(text),
  system: kept(text),
  secretRef: secretReference,
  sslEnabled: flag,
  protectionDomain: text,
  storagePool: text,
  storageMode: text,
  volumeName: text,
  fsType: text,
  readOnly: flag,
});

const storageOSPersistentVolumeSource = struct('StorageOSPersistentVolumeSource', {
  volumeName: text,
  volumeNamespace: text,
  fsType: text,
  readOnly: flag,
  secretRef: objectReference,
});

const serviceAccountTokenProjection = struct('ServiceAccountTokenProjection', {
  audience: text,
  expirationSeconds: kept(int64),
  path: kept(text),
});

const clusterTrustBundleProjection = struct('ClusterTrustBundleProjection', {
  name: kept(text),
  signerName: kept(text),
  labelSelector,
  optional: kept(flag),
  path: kept(text),
});

const podCertificateProjection = struct('PodCertificateProjection', {
  signerName: text,
  keyType: text,
  maxExpirationSeconds: kept(int32),
  credentialBundlePath: text,
  keyPath: text,
  certificateChainPath: text,
  userAnnotations: texts,
});

/** Of a pod's volume. */
export const volumeSources = {
  awsElasticBlockStore: awsElasticBlockStoreVolumeSource,
  azureDisk: azureDiskVolumeSource,
  azureFile: azureFileVolumeSource,
  cephfs: cephFSVolumeSource,
  cinder: cinderVolumeSource,
  fc: fcVolumeSource,
  flexVolume: flexVolumeSource,
  flocker: flockerVolumeSource,
  gcePersistentDisk: gcePersistentDiskVolumeSource,
  gitRepo: gitRepoVolumeSource,
  glusterfs: glusterfsVolumeSource,
  iscsi: iscsiVolumeSource,
  photonPersistentDisk: photonPersistentDiskVolumeSource,
  portworxVolume: portworxVolumeSource,
  quobyte: quobyteVolumeSource,
  rbd: rbdVolumeSource,
  scaleIO: scaleIOVolumeSource,
  storageos: storageOSVolumeSource,
  vsphereVolume: vsphereVirtualDiskVolumeSource,
};

/** Of a PersistentVolume. */
export const persistentVolumeSources = {
  awsElasticBlockStore: awsElasticBlockStoreVolumeSource,
  azureDisk: azureDiskVolumeSource,
  azureFile: azureFilePersistentVolumeSource,
  cephfs: cephFSPersistentVolumeSource,
  cinder: cinderPersistentVolumeSource,
  fc: fcVolumeSource,
  flexVolume: flexPersistentVolumeSource,
  flocker: flockerVolumeSource,
  gcePersistentDisk: gcePersistentDiskVolumeSource,
  glusterfs: glusterfsPersistentVolumeSource,
  iscsi: iscsiPersistentVolumeSource,
  photonPersistentDisk: photonPersistentDiskVolumeSource,
  portworxVolume: portworxVolumeSource,
  quobyte: quobyteVolumeSource,
  rbd: rbdPersistentVolumeSource,
  scaleIO: scaleIOPersistentVolumeSource,
  storageos: storageOSPersistentVolumeSource,
  vsphereVolume: vsphereVirtualDiskVolumeSource,
};

/** Of a projected volume. */
export const projections = {
  serviceAccountToken: serviceAccountTokenProjection,
  clusterTrustBundle: clusterTrustBundleProjection,
  podCertificate: podCertificateProjection,
};
