import type { JsonObject } from '@orrery/core/engine';
import { groupVersion, servedGroups, type ServedGroup, type ServedVersion } from './group.ts';
import type { ServedResource } from './resource.ts';

const versionEntry = (group: string, { version }: ServedVersion): JsonObject => ({
  groupVersion: groupVersion(group, version),
  version,
});

const groupEntry = ({ name, versions }: ServedGroup): JsonObject => ({
  name,
  versions: versions.map((one) => versionEntry(name, one)),
  preferredVersion: versionEntry(name, versions[0]),
});

/** A resource and, after it, its sub-resources, which are entries of their own here. */
const resourceEntries = (resource: ServedResource): readonly JsonObject[] => {
  const { group, version, kind } = resource.responseKind;
  const own: JsonObject = {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind,
    verbs: resource.verbs,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
  };
  const below = resource.subresources.map(({ name, responseKind, verbs }): JsonObject => ({
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    // Named only where it is another than that of the list.
    ...(responseKind.group === group && responseKind.version === version
      ? {}
      : { group: responseKind.group, version: responseKind.version }),
    kind: responseKind.kind,
    verbs,
  }));
  return [own, ...below];
};

const resourceList = (group: string, { version, resources }: ServedVersion): JsonObject => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: groupVersion(group, version),
  resources: resources.flatMap(resourceEntries),
});

const groupDocuments = (group: ServedGroup): readonly (readonly [path: string, document: JsonObject])[] => {
  const lists = group.versions.map((one) => {
    const root = group.name === '' ? '/api' : '/apis';
    return [`${root}/${groupVersion(group.name, one.version)}`, resourceList(group.name, one)] as const;
  });
  if (group.name === '') return lists;
  return [[`/apis/${group.name}`, { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) }], ...lists];
};

/** The documents of discovery that every client can read, by path. */
export const legacyDocuments: ReadonlyMap<string, JsonObject> = new Map<string, JsonObject>([
  // Where else the server may be reached is nothing that these documents could know.
  ['/api', { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }],
  [
    '/apis',
    {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: servedGroups.filter(({ name }) => name !== '').map(groupEntry),
    },
  ],
  ...servedGroups.flatMap(groupDocuments),
]);
