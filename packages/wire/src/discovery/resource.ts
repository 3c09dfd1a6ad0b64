import { kindNames, kinds, type Kind, type KindName } from '@orrery/core/cluster';
import { subresources, type Subresource } from '@orrery/core/api';

/** What a resource answers with: a kind, and the group and version that it is of. */
export interface ResponseKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ServedSubresource {
  /** `status`: the last part of its path. */
  readonly name: string;
  readonly responseKind: ResponseKind;
  readonly verbs: readonly string[];
}

/** A resource as discovery lists it. */
export interface ServedResource {
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly responseKind: ResponseKind;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly ServedSubresource[];
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const stateVerbs = ['get', 'patch', 'update'];

/** Namespaces go one by one only. */
const verbsOf = (kind: KindName): readonly string[] =>
  kind === 'Namespace' ? allVerbs.filter((verb) => verb !== 'deletecollection') : allVerbs;

const subresourceOf = (name: Subresource, own: ResponseKind): ServedSubresource => {
  switch (name) {
    case 'scale':
      return { name, responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: stateVerbs };
    case 'eviction':
      return { name, responseKind: { group: 'policy', version: 'v1', kind: 'Eviction' }, verbs: ['create'] };
    case 'binding':
      return { name, responseKind: { ...own, kind: 'Binding' }, verbs: ['create'] };
    case 'finalize':
      return { name, responseKind: own, verbs: ['update'] };
    default:
      return { name, responseKind: own, verbs: stateVerbs };
  }
};

const byName = <Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] =>
  items.toSorted((a, b) => (a.name < b.name ? -1 : 1));

const resourceOf = (name: KindName, version: string): ServedResource => {
  const kind: Kind = kinds[name];
  const own = { group: kind.group, version, kind: name };
  const log: readonly ServedSubresource[] = name === 'Pod' ? [{ name: 'log', responseKind: own, verbs: ['get'] }] : [];
  return {
    plural: kind.plural,
    singular: kind.singular,
    namespaced: kind.namespaced,
    responseKind: own,
    verbs: verbsOf(name),
    shortNames: kind.shortNames,
    categories: kind.categories,
    subresources: byName([...subresources[name].map((one) => subresourceOf(one, own)), ...log]),
  };
};

const metrics = (plural: string, kind: string, namespaced: boolean): ServedResource => ({
  plural,
  singular: '',
  namespaced,
  responseKind: { group: 'metrics.k8s.io', version: 'v1beta1', kind },
  verbs: ['get', 'list'],
  shortNames: [],
  categories: [],
  subresources: [],
});

/** A question who somebody is or what they may do: it is answered and not stored. */
const review = (group: string, kind: string): ServedResource => ({
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  namespaced: false,
  responseKind: { group, version: 'v1', kind },
  verbs: ['create'],
  shortNames: [],
  categories: [],
  subresources: [],
});

const ofKinds = kindNames.flatMap((name) => {
  const { version, former = {} }: Kind = kinds[name];
  return [version, ...Object.keys(former)].map((one) => resourceOf(name, one));
});

/** Everything that is served, by plural within each group and version. What `kubectl top` reads is computed, not stored. */
export const servedResources: readonly ServedResource[] = [
  ...ofKinds,
  review('authentication.k8s.io', 'SelfSubjectReview'),
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'SelfSubjectRulesReview'),
  review('authorization.k8s.io', 'SubjectAccessReview'),
  metrics('nodes', 'NodeMetrics', false),
  metrics('pods', 'PodMetrics', true),
].toSorted((a, b) => (a.plural < b.plural ? -1 : 1));
