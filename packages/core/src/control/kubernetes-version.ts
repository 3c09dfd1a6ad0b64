import type { FeatureGates } from '../api/index.ts';

/** The versions whose behaviour can be asked for, oldest first. */
export const kubernetesVersions = ['1.35.0', '1.36', '1.37'] as const;

/** A version of Kubernetes; where versions differ in behaviour, this one's is shown. */
export type KubernetesVersion = (typeof kubernetesVersions)[number];

export const defaultKubernetesVersion: KubernetesVersion = '1.36';

/** Is `version` this one or a later one? */
export const isAtLeast = (version: KubernetesVersion, other: KubernetesVersion): boolean =>
  kubernetesVersions.indexOf(version) >= kubernetesVersions.indexOf(other);

/** Gates as each version comes. maxUnavailable was on in 1.35.0, off in 1.36 for blocking Parallel rollouts, and on again in 1.37. */
const defaultGates: Readonly<Record<KubernetesVersion, FeatureGates>> = {
  '1.35.0': {
    MaxUnavailableStatefulSet: true,
    StaleControllerConsistencyDaemonSet: false,
    StaleControllerConsistencyStatefulSet: false,
    StatefulSetSemanticRevisionComparison: true,
  },
  '1.36': {
    MaxUnavailableStatefulSet: false,
    StaleControllerConsistencyDaemonSet: true,
    StaleControllerConsistencyStatefulSet: true,
    StatefulSetSemanticRevisionComparison: true,
  },
  '1.37': {
    MaxUnavailableStatefulSet: true,
    StaleControllerConsistencyDaemonSet: true,
    StaleControllerConsistencyStatefulSet: true,
    StatefulSetSemanticRevisionComparison: true,
  },
};

/** The gates of a version, with those switched that a cluster's configuration names. */
export const gatesOf = (version: KubernetesVersion, switched: Partial<FeatureGates> = {}): FeatureGates => ({
  ...defaultGates[version],
  ...switched,
});
