/** On a claim: its binding has been finished. Decides whether the claim is synced as bound or unbound. */
export const bindCompleted = 'pv.kubernetes.io/bind-completed';
/** On a volume or claim: this side of the link was written by the controller and may be rolled back. */
export const boundByController = 'pv.kubernetes.io/bound-by-controller';
/** On a claim: the node that the scheduler chose for the pod that uses it. */
export const selectedNode = 'volume.kubernetes.io/selected-node';
/** On a volume or claim: its class, from before there was a field for it; where both are, this one counts. */
export const betaClass = 'volume.beta.kubernetes.io/storage-class';
/** On a claim: the provisioner that should make a volume for it; the second is an older name of the same. */
export const storageProvisioner = 'volume.kubernetes.io/storage-provisioner';
export const betaStorageProvisioner = 'volume.beta.kubernetes.io/storage-provisioner';
/** On a volume: the provisioner that made it. */
export const provisionedBy = 'pv.kubernetes.io/provisioned-by';
