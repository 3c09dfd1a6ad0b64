import { describe, expect, test } from 'vitest';
import { kindNames, kinds } from '@orrery/core/cluster';
import { answerDiscovery } from './answer.ts';

const v2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const v2beta1 = v2.replace('v=v2', 'v=v2beta1');

interface Entry {
  readonly name: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** A document of discovery, of any kind. */
interface Parsed {
  readonly kind: string;
  readonly apiVersion: string;
  readonly resources: readonly Entry[];
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
  }[];
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly { readonly version: string; readonly resources: readonly Entry[] }[];
  }[];
}

const read = (path: string, accept = 'application/json'): Parsed =>
  JSON.parse(answerDiscovery(path, accept)?.body ?? 'null') as Parsed; // its documented shape

const kindAt = (path: string, accept?: string): string => read(path, accept).kind;

describe('WI-1: the old documents of discovery', () => {
  test('WI-1: each path has a document of its own kind, with or without a slash at its end', () => {
    expect(
      ['/api', '/apis', '/api/v1', '/apis/apps', '/apis/apps/v1', '/apis/apps/v1/'].map((path) => kindAt(path)),
    ).toEqual(['APIVersions', 'APIGroupList', 'APIResourceList', 'APIGroup', 'APIResourceList', 'APIResourceList']);
  });

  test.each(['/', '', '/api/v2', '/apis/none', '/apis/apps/v2', '/apis/apps/v1/deployments', '/apis//v1'])(
    'WI-1: %s is none of them',
    (path) => expect(answerDiscovery(path, '*/*')).toBeUndefined(),
  );

  test('WI-1: they list every kind, with names, scope, short names and categories', () => {
    for (const kind of kindNames) {
      const { group, version, plural, singular, namespaced } = kinds[kind];
      const list = read(group === '' ? `/api/${version}` : `/apis/${group}/${version}`);
      expect(list.resources).toContainEqual(
        expect.objectContaining({ name: plural, singularName: singular, kind, namespaced }),
      );
    }
    expect(read('/apis/apps/v1').resources).toContainEqual({
      name: 'statefulsets',
      singularName: 'statefulset',
      namespaced: true,
      kind: 'StatefulSet',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['sts'],
      categories: ['all'],
    });
  });

  test('WI-2: a sub-resource names group and version of its kind where they are others', () => {
    const { resources } = read('/api/v1');
    expect(resources.filter(({ name }) => name.startsWith('pods/'))).toEqual([
      { name: 'pods/binding', singularName: '', namespaced: true, kind: 'Binding', verbs: ['create'] },
      {
        name: 'pods/eviction',
        singularName: '',
        namespaced: true,
        group: 'policy',
        version: 'v1',
        kind: 'Eviction',
        verbs: ['create'],
      },
      { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] },
      { name: 'pods/status', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get', 'patch', 'update'] },
    ]);
    expect(read('/apis/apps/v1').resources).toContainEqual({
      name: 'statefulsets/scale',
      singularName: '',
      namespaced: true,
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: ['get', 'patch', 'update'],
    });
    expect(read('/apis/apps/v1').resources.map(({ name }) => name)).not.toContain('daemonsets/scale');
  });

  test('WI-3: groups come in the order of the API server, former versions after today’s, metrics last', () => {
    expect(
      read('/apis').groups.map(({ name, versions }) => [name, ...versions.map((one) => one.groupVersion)]),
    ).toEqual([
      ['apps', 'apps/v1'],
      ['authentication.k8s.io', 'authentication.k8s.io/v1'],
      ['authorization.k8s.io', 'authorization.k8s.io/v1'],
      ['policy', 'policy/v1', 'policy/v1beta1'],
      ['rbac.authorization.k8s.io', 'rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1'],
      ['storage.k8s.io', 'storage.k8s.io/v1'],
      ['scheduling.k8s.io', 'scheduling.k8s.io/v1'],
      ['discovery.k8s.io', 'discovery.k8s.io/v1'],
      ['metrics.k8s.io', 'metrics.k8s.io/v1beta1'],
    ]);
    expect(read('/apis/policy')).toMatchObject({
      name: 'policy',
      preferredVersion: { groupVersion: 'policy/v1', version: 'v1' },
    });
  });

  test('WI-3: namespaces cannot be deleted as a collection, metrics only read, reviews only created', () => {
    const verbs = (path: string, resource: string): readonly string[] | undefined =>
      read(path).resources.find(({ name }) => name === resource)?.verbs;
    expect(verbs('/api/v1', 'namespaces')).not.toContain('deletecollection');
    expect(verbs('/apis/authorization.k8s.io/v1', 'selfsubjectaccessreviews')).toEqual(['create']);
    expect(verbs('/apis/metrics.k8s.io/v1beta1', 'pods')).toEqual(['get', 'list']);
    expect(verbs('/apis/metrics.k8s.io/v1beta1', 'nodes')).toEqual(['get', 'list']);
  });
});

describe('WI-4: one document of everything', () => {
  test.each([
    [`${v2},${v2beta1},application/json`, 'v2'],
    [`${v2beta1},application/json`, 'v2beta1'],
    [`application/json;q=0.5,${v2}`, 'v2'],
  ])('WI-4: %s gets %s, and its content type says so', (accept, version) => {
    for (const path of ['/api', '/apis']) {
      const answer = answerDiscovery(path, accept);
      expect(answer?.contentType).toBe(`application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`);
      expect(JSON.parse(answer?.body ?? '')).toMatchObject({
        kind: 'APIGroupDiscoveryList',
        apiVersion: `apidiscovery.k8s.io/${version}`,
      });
    }
  });

  test.each([
    'application/json',
    '',
    '*/*',
    'application/vnd.kubernetes.protobuf',
    `application/json,${v2}`,
    v2.replace('v=v2', 'v=v3'),
    v2.replace('apidiscovery.k8s.io', 'other'),
    `${v2};q=0`,
  ])('WI-4: %s gets the old ones', (accept) => {
    expect([kindAt('/api', accept), kindAt('/apis', accept)]).toEqual(['APIVersions', 'APIGroupList']);
    expect(answerDiscovery('/api', accept)?.contentType).toBe('application/json');
  });

  test('WI-4: below the roots there are only the old ones', () => {
    expect(kindAt('/api/v1', v2)).toBe('APIResourceList');
    expect(kindAt('/apis/apps', v2)).toBe('APIGroup');
  });

  test('WI-5: it says the same as the old ones', () => {
    const names = (resources: readonly Entry[]): readonly string[] =>
      resources.map(({ name, resource }) => name ?? resource).filter((name) => !name.includes('/'));
    expect(read('/api', v2).items.flatMap(({ versions }) => versions.map((one) => names(one.resources)))).toEqual([
      names(read('/api/v1').resources),
    ]);
    for (const { metadata, versions } of read('/apis', v2).items)
      for (const { version, resources } of versions)
        expect(names(resources)).toEqual(names(read(`/apis/${metadata.name}/${version}`).resources));
    expect(read('/apis', v2).items.map(({ metadata }) => metadata.name)).toEqual(
      read('/apis').groups.map(({ name }) => name),
    );
  });

  test('WI-5: an entry has scope, singular name and sub-resources', () => {
    const pods = read('/api', v2).items[0]?.versions[0]?.resources.find(({ resource }) => resource === 'pods');
    expect(pods).toMatchObject({
      resource: 'pods',
      responseKind: { group: '', version: 'v1', kind: 'Pod' },
      scope: 'Namespaced',
      singularResource: 'pod',
      shortNames: ['po'],
      categories: ['all'],
      subresources: [
        { subresource: 'binding', responseKind: { group: '', version: 'v1', kind: 'Binding' }, verbs: ['create'] },
        {
          subresource: 'eviction',
          responseKind: { group: 'policy', version: 'v1', kind: 'Eviction' },
          verbs: ['create'],
        },
        { subresource: 'log', verbs: ['get'] },
        { subresource: 'status', verbs: ['get', 'patch', 'update'] },
      ],
    });
  });
});
