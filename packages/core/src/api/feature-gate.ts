/** Behaviours of Kubernetes that can be switched on and off where a cluster is set up, by upstream's names. Source: pkg/features. */
export const featureGates = [
  /** StatefulSets heed maxUnavailable. */
  'MaxUnavailableStatefulSet',
  /** The DaemonSet controller waits until its caches show its own last writes. */
  'StaleControllerConsistencyDaemonSet',
  /** The StatefulSet controller does. */
  'StaleControllerConsistencyStatefulSet',
  /** A revision that says the same as the present template once it is defaulted is used again. */
  'StatefulSetSemanticRevisionComparison',
] as const;

export type FeatureGate = (typeof featureGates)[number];

/** Which gates are open. */
export type FeatureGates = Readonly<Record<FeatureGate, boolean>>;
