import type { JsonObject } from '@orrery/core/engine';
import { servedGroups, type ServedGroup, type ServedVersion } from './group.ts';
import type { ResponseKind, ServedResource } from './resource.ts';

/** The versions of apidiscovery.k8s.io, the newest first. */
export type AggregatedVersion = 'v2' | 'v2beta1';

const kindOf = ({ group, version, kind }: ResponseKind): JsonObject => ({ group, version, kind });

const resourceEntry = (resource: ServedResource): JsonObject => ({
  resource: resource.plural,
  responseKind: kindOf(resource.responseKind),
  scope: resource.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: resource.singular,
  verbs: resource.verbs,
  ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
  ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
  ...(resource.subresources.length === 0
    ? {}
    : {
        subresources: resource.subresources.map(({ name, responseKind, verbs }) => ({
          subresource: name,
          responseKind: kindOf(responseKind),
          verbs,
        })),
      }),
});

const versionEntry = ({ version, resources }: ServedVersion): JsonObject => ({
  version,
  resources: resources.map(resourceEntry),
  freshness: 'Current',
});

const groupEntry = ({ name, versions }: ServedGroup): JsonObject => ({
  metadata: name === '' ? {} : { name },
  versions: versions.map(versionEntry),
});

/** All of discovery in one document for each root: `/api` (the core group) and `/apis` (all others). */
export const aggregatedDocument = (path: '/api' | '/apis', version: AggregatedVersion): JsonObject => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: `apidiscovery.k8s.io/${version}`,
  metadata: {},
  items: servedGroups.filter(({ name }) => (name === '') === (path === '/api')).map(groupEntry),
});
