/** The annotation in which `kubectl apply` keeps what it applied last. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
