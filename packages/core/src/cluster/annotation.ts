/** On a claim: its binding has been finished. Decides whether the claim is synced as bound or unbound. */
export const bindCompleted = 'pv.kubernetes.io/bind-completed';
/** On a volume or claim: this side of the link was written by the controller and may be rolled back. */
export const boundByController = 'pv.kubernetes.io/bound-by-controller';
/** On a claim: the node that the scheduler chose for the pod that uses it. */
export const selectedNode = 'volume.kubernetes.io/selected-node';
