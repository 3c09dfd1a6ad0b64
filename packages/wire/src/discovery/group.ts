import { servedResources, type ServedResource } from './resource.ts';

export interface ServedVersion {
  readonly version: string;
  readonly resources: readonly ServedResource[];
}

/** A group of the API with its versions, the preferred one first. */
export interface ServedGroup {
  /** '' is the core group, which is served under /api. */
  readonly name: string;
  readonly versions: readonly [ServedVersion, ...ServedVersion[]];
}

/** In what order groups are listed, which is whose resource a bare name means. Groups that are not here come last. */
const precedence = [
  '',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'apiextensions.k8s.io',
  'admissionregistration.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
];

const rank = (group: string): number => {
  const place = precedence.indexOf(group);
  return place === -1 ? precedence.length : place;
};

const versionsOf = (group: string): ServedGroup['versions'] => {
  const resources = servedResources.filter(({ responseKind }) => responseKind.group === group);
  // `v1` sorts before `v1beta1`, which is the order of preference of the versions that there are.
  const [first, ...rest] = [...new Set(resources.map(({ responseKind }) => responseKind.version))]
    .toSorted()
    .map((version) => ({ version, resources: resources.filter((one) => one.responseKind.version === version) }));
  if (first === undefined)
    throw new Error(`No resource is served in the group "${group}", though its name was taken from one.`);
  return [first, ...rest];
};

const names = [...new Set(servedResources.map(({ responseKind }) => responseKind.group))];

/** The groups of the API, core first. */
export const servedGroups: readonly ServedGroup[] = names
  .toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  .map((name) => ({ name, versions: versionsOf(name) }));

/** `apps/v1`, or `v1` in the core group. */
export const groupVersion = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;
