/** The versions whose behaviour can be asked for, oldest first. */
export const kubernetesVersions = ['1.35.0', '1.36', '1.37'] as const;

/** A version of Kubernetes; where versions differ in behaviour, this one's is shown. */
export type KubernetesVersion = (typeof kubernetesVersions)[number];

export const defaultKubernetesVersion: KubernetesVersion = '1.36';

/** Is `version` this one or a later one? */
export const isAtLeast = (version: KubernetesVersion, other: KubernetesVersion): boolean =>
  kubernetesVersions.indexOf(version) >= kubernetesVersions.indexOf(other);
