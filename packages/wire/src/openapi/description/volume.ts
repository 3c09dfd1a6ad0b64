import { each, stored, type Texts } from './texts.ts';

/** Of claims and volumes. */
export const volume: Texts = {
  PersistentVolume: {
    '': 'Storage that outlives the pods that use it.',
    spec: 'What the storage is.',
    status: 'Whether a claim has it.',
  },
  PersistentVolumeSpec: {
    capacity: 'How much it holds.',
    accessModes: 'How it may be mounted.',
    volumeMode: 'Filesystem or Block. A claim must ask for the same.',
    storageClassName: 'Its class. A claim must ask for the same.',
    nodeAffinity: 'The nodes from which it can be reached; pods that use it run there.',
    claimRef: 'The claim that has it. It may be named before there is one.',
    persistentVolumeReclaimPolicy: 'Retain, Delete or Recycle: what becomes of it when its claim is gone.',
    volumeAttributesClassName: 'Compared with that of a claim; nothing is modified by it.',
    csi: 'A disk of a CSI driver.',
    hostPath: 'A path of a node.',
    local: 'A disk of one node, which nodeAffinity has to name.',
    nfs: 'A path of a file server.',
    ...each(
      stored,
      'mountOptions awsElasticBlockStore azureDisk azureFile cephfs cinder fc flexVolume flocker gcePersistentDisk glusterfs iscsi photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume',
    ),
  },
  CSIPersistentVolumeSource: {
    driver: 'Name of the driver, which makes, attaches and deletes the disk.',
    volumeHandle: 'The driver’s name of the disk.',
    ...each(
      stored,
      'readOnly fsType volumeAttributes controllerPublishSecretRef nodeStageSecretRef nodePublishSecretRef controllerExpandSecretRef nodeExpandSecretRef',
    ),
  },
  PersistentVolumeStatus: {
    phase: 'Pending, Available, Bound, Released or Failed.',
    reason: 'Why it is in this phase, in one word.',
    message: 'Why it is in this phase, in a sentence.',
    lastPhaseTransitionTime: 'When the phase last changed.',
  },
  PersistentVolumeClaim: {
    '': 'Somebody’s wish for storage, and the volume that fulfils it.',
    spec: 'What is wished for.',
    status: 'What was got.',
  },
  PersistentVolumeClaimSpec: {
    accessModes: 'How it is to be mounted.',
    resources: 'How much it shall hold.',
    selector: 'Chooses among volumes by their labels. With it none is made.',
    storageClassName: 'The class that the volume is to be of. The default class unless it is given; empty: none.',
    volumeMode: 'Filesystem or Block.',
    volumeName: 'The volume that it is bound to.',
    volumeAttributesClassName: 'Compared with that of a volume; nothing is modified by it.',
    ...each(stored, 'dataSource dataSourceRef'),
  },
  VolumeResourceRequirements: {
    requests: 'How much it shall hold at least. More, asked for later, is not given.',
    limits: stored,
  },
  PersistentVolumeClaimStatus: {
    phase: 'Pending, Bound or Lost.',
    capacity: 'How much the volume holds.',
    accessModes: 'How the volume may be mounted.',
  },
};

/** Of classes and attachments. */
export const storage: Texts = {
  StorageClass: {
    '': 'How volumes are made for claims that ask for it.',
    provisioner:
      'Who makes them. kubernetes.io/no-provisioner: somebody does so by hand. A CSI driver’s name: it is played.',
    volumeBindingMode: 'Immediate, or WaitForFirstConsumer, which waits for a pod to know where the volume has to be.',
    allowedTopologies: 'Where volumes may be made.',
    reclaimPolicy: 'What becomes of the volumes when their claims are gone. Delete unless it is given.',
    parameters: 'For the provisioner. Only the type of file system reaches the volumes.',
    mountOptions: 'Written to the volumes that are made.',
    allowVolumeExpansion: stored,
  },
  CSINode: {
    '': 'What drivers of volumes say of a node.',
    spec: 'The drivers.',
  },
  CSINodeSpec: { drivers: 'Drivers that run on the node.' },
  CSINodeDriver: {
    name: 'Name of the driver.',
    nodeID: stored,
    topologyKeys: stored,
    allocatable: 'How many volumes the node takes.',
  },
  VolumeNodeResources: { count: 'The most volumes of the driver that pods on the node may use; left out, any number.' },
  VolumeAttachment: {
    '': 'That a volume is to be attached to a node.',
    spec: 'Which volume, to which node, by which driver.',
    status: 'Whether it is.',
  },
  VolumeAttachmentSpec: {
    attacher: 'Name of the driver.',
    nodeName: 'The node.',
    source: 'The volume.',
  },
  VolumeAttachmentSource: {
    persistentVolumeName: 'Name of the volume.',
    inlineVolumeSpec: stored,
  },
  VolumeAttachmentStatus: {
    attached: 'Whether the volume is attached.',
    attachError: 'Why it last could not be attached.',
    detachError: 'Why it last could not be detached.',
  },
};
