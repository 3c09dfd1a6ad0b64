/** Numbers of the messages of storage/v1, by struct. */
export const storage = {
  CSINode: 'metadata spec',
  CSINodeDriver: 'name nodeID topologyKeys allocatable',
  CSINodeSpec: 'drivers',
  StorageClass:
    'metadata provisioner parameters reclaimPolicy mountOptions allowVolumeExpansion volumeBindingMode allowedTopologies',
  VolumeAttachment: 'metadata spec status',
  VolumeAttachmentSource: 'persistentVolumeName inlineVolumeSpec',
  VolumeAttachmentSpec: 'attacher source nodeName',
  VolumeAttachmentStatus: 'attached attachmentMetadata attachError detachError',
  VolumeError: 'time message errorCode',
  VolumeNodeResources: 'count',
} as const;
