/** Numbers of the messages of storage/v1, by struct. */
export const storage = {
  StorageClass:
    'metadata provisioner parameters reclaimPolicy mountOptions allowVolumeExpansion volumeBindingMode allowedTopologies',
  VolumeAttachment: 'metadata spec status',
  VolumeAttachmentSource: 'persistentVolumeName inlineVolumeSpec',
  VolumeAttachmentSpec: 'attacher source nodeName',
  VolumeAttachmentStatus: 'attached attachmentMetadata attachError detachError',
  VolumeError: 'time message errorCode',
} as const;
