import { describe, expect, test } from 'vitest';
import { kindNames, kinds, type Kind } from '@orrery/core/cluster';
import type { JsonObject } from '@orrery/core/engine';
import { answerOpenApi } from './answer.ts';
import { enumeratedFields } from './enumeration.ts';

interface Reference {
  readonly $ref: string;
}

/** A schema of a document, as far as these tests look at it. */
interface Property {
  readonly type?: string;
  readonly format?: string;
  readonly allOf?: readonly Reference[];
  readonly items?: Property & Partial<Reference>;
  readonly default?: JsonObject;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: Property & Partial<Reference>;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; kind: string; version: string }[];
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly 'x-kubernetes-group-version-kind': {
    readonly kind: string;
    readonly group: string;
    readonly version: string;
  };
}

interface Parsed {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Property>> };
}

const textOf = (path: string): string => {
  const body = answerOpenApi(path, 'application/json')?.body;
  return typeof body === 'string' ? body : '';
};

const index = JSON.parse(textOf('/openapi/v3')) as {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}; // its documented shape

const documents = Object.keys(index.paths).map(
  (path) => [path, JSON.parse(textOf(`/openapi/v3/${path}`)) as Parsed] as const, // its documented shape
);

const schemasOf = (path: string): Readonly<Record<string, Property>> =>
  documents.find(([one]) => one === path)?.[1].components.schemas ?? {};

const fieldsOf = (path: string, name: string): Readonly<Record<string, Property>> =>
  schemasOf(path)[name]?.properties ?? {};

describe('WI-20: the index', () => {
  test('WI-20: leads to a document for each version of each group that has schemas', () => {
    const served = kindNames.flatMap((kind) => {
      const { group, version, former = {} }: Kind = kinds[kind];
      return [version, ...Object.keys(former)].map((one) => (group === '' ? `api/${one}` : `apis/${group}/${one}`));
    });
    const reviews = ['apis/authentication.k8s.io/v1', 'apis/authorization.k8s.io/v1'];
    expect(Object.keys(index.paths).toSorted()).toEqual([...new Set([...served, ...reviews])].toSorted());
    expect(served).toContain('apis/rbac.authorization.k8s.io/v1beta1');
  });

  test('WI-20: names each by the hash of what it says', () => {
    const hashes = Object.entries(index.paths).map(([path, { serverRelativeURL }]) => {
      const document = answerOpenApi(`/openapi/v3/${path}`, '');
      const hash = document?.hash ?? '';
      expect(hash).toMatch(/^[0-9A-F]{16}$/);
      expect(serverRelativeURL).toBe(`/openapi/v3/${path}?hash=${hash}`);
      expect(document).toMatchObject({ url: serverRelativeURL, contentType: 'application/json' });
      expect(textOf(`/openapi/v3/${path}`)).toBe(document?.body);
      return hash;
    });
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test.each(['/openapi', '/openapi/v3/', '/openapi/v3/api', '/openapi/v3/apis/metrics.k8s.io/v1beta1', '/openapi/v4'])(
    'WI-20: nothing is at %s',
    (path) => expect(answerOpenApi(path, '*/*')).toBeUndefined(),
  );
});

describe('WI-21: operations', () => {
  const operations = documents.flatMap(([, { paths }]) =>
    Object.entries(paths).flatMap(([path, { parameters: _, ...methods }]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
    ),
  );

  test('WI-21: every patch takes fieldValidation and strategic merges, and says of which kind it is', () => {
    const patches = operations.filter(({ method }) => method === 'patch');
    for (const kind of kindNames)
      for (const version of [kinds[kind].version, ...Object.keys((kinds[kind] as Kind).former ?? {})])
        expect(patches).toContainEqual(
          expect.objectContaining({
            'x-kubernetes-group-version-kind': { group: kinds[kind].group, kind, version },
            'x-kubernetes-action': 'patch',
          }),
        );
    for (const { parameters, requestBody } of patches) {
      expect(parameters).toContainEqual(expect.objectContaining({ name: 'fieldValidation', in: 'query' }));
      expect(Object.keys(requestBody?.content ?? {})).toContain('application/strategic-merge-patch+json');
    }
  });

  test('WI-21: every operation has an id of its own', () => {
    const ids = documents.map(([path]) =>
      operations.filter((one) => one.path.startsWith(`/${path}/`)).map(({ operationId }) => operationId),
    );
    for (const of of ids) expect(new Set(of).size).toBe(of.length);
    expect(ids.flat()).toEqual(
      expect.arrayContaining([
        'createCoreV1NamespacedPod',
        'listAppsV1DeploymentForAllNamespaces',
        'deleteCollectionRbacAuthorizationV1beta1ClusterRole',
        'patchAppsV1NamespacedStatefulSetScale',
        'createCoreV1NamespacedPodEviction',
        'readCoreV1NamespacedPodLog',
      ]),
    );
  });

  test('WI-21: what discovery does not list is no operation', () => {
    const methods = (path: string): readonly string[] =>
      operations.filter((one) => one.path === path).map(({ method }) => method);
    expect(methods('/api/v1/namespaces')).toEqual(['get', 'post']);
    expect(methods('/api/v1/namespaces/{namespace}/pods/{name}')).toEqual(['get', 'put', 'delete', 'patch']);
    expect(methods('/api/v1/namespaces/{namespace}/pods/{name}/binding')).toEqual(['post']);
    expect(methods('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews')).toEqual(['post']);
    expect(methods('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/{name}')).toEqual([]);
    expect(methods('/api/v1/namespaces/{namespace}/pods/{name}/status')).toEqual(['get', 'put', 'patch']);
  });
});

describe('WI-22: schemas', () => {
  test('WI-22: every kind has one that says so', () => {
    for (const kind of kindNames) {
      const { group, version } = kinds[kind];
      const schemas = schemasOf(group === '' ? `api/${version}` : `apis/${group}/${version}`);
      const own = Object.entries(schemas).filter(([, schema]) =>
        schema['x-kubernetes-group-version-kind']?.some((gvk) => gvk.kind === kind && gvk.version === version),
      );
      expect(own.map(([name]) => name)).toEqual([
        expect.stringMatching(new RegExp(`^io\\.k8s\\.api\\.\\w+\\.v1\\.${kind}$`)),
      ]);
    }
  });

  test.each(documents)('WI-22: all that %s refers to is there', (_, document) => {
    const referred = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(referred)]));
  });

  test('WI-22: a former version has schemas of its own beside today’s parts', () => {
    expect(Object.keys(schemasOf('apis/rbac.authorization.k8s.io/v1beta1'))).toEqual(
      expect.arrayContaining([
        'io.k8s.api.rbac.v1beta1.PolicyRule',
        'io.k8s.api.rbac.v1beta1.RoleBinding',
        'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
      ]),
    );
  });

  test('WI-22: structs of the same name are told apart', () => {
    expect(Object.keys(fieldsOf('apis/discovery.k8s.io/v1', 'io.k8s.api.discovery.v1.EndpointPort'))).toHaveLength(4);
    expect(Object.keys(schemasOf('api/v1'))).toContain('io.k8s.api.core.v1.EndpointPort');
  });

  test('WI-22: types are those of Kubernetes', () => {
    const container = fieldsOf('apis/apps/v1', 'io.k8s.api.core.v1.Container');
    expect(container['stdin']).toMatchObject({ type: 'boolean' });
    expect(container['command']).toMatchObject({ type: 'array', items: { type: 'string' } });
    expect(container['resources']).toMatchObject({
      allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.ResourceRequirements' }],
      default: {},
    });
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.ResourceRequirements')['limits']).toMatchObject({
      type: 'object',
      additionalProperties: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity' },
    });
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.Secret')['data']).toMatchObject({
      additionalProperties: { type: 'string', format: 'byte' },
    });
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.Event')['eventTime']).toMatchObject({
      allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime' }],
    });
    expect(fieldsOf('api/v1', 'io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry')['fieldsV1']).toMatchObject({
      allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1' }],
    });
    expect(fieldsOf('apis/apps/v1', 'io.k8s.api.apps.v1.StatefulSetStatus')['collisionCount']).toMatchObject({
      type: 'integer',
      format: 'int32',
    });
    expect(schemasOf('apis/apps/v1')['io.k8s.api.apps.v1.StatefulSetSpec']?.required).toEqual(['selector', 'template']);
  });
});

describe('WI-28: who manages fields', () => {
  test('WI-28: lists and maps say what of them is managed on its own', () => {
    const pod = fieldsOf('api/v1', 'io.k8s.api.core.v1.PodSpec');
    expect(pod['containers']).toMatchObject({
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    });
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.Container')['ports']).toMatchObject({
      'x-kubernetes-patch-merge-key': 'containerPort',
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
    });
    expect(pod['tolerations']).toMatchObject({ 'x-kubernetes-list-type': 'atomic' });
    expect(pod['nodeSelector']).toMatchObject({ 'x-kubernetes-map-type': 'atomic' });
    const metadata = fieldsOf('api/v1', 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
    expect(metadata['finalizers']).toMatchObject({ 'x-kubernetes-list-type': 'set' });
    expect(metadata['labels']).not.toHaveProperty('x-kubernetes-map-type');
    const status = fieldsOf('api/v1', 'io.k8s.api.core.v1.PodStatus');
    expect(status['hostIPs']).toMatchObject({
      'x-kubernetes-patch-merge-key': 'ip',
      'x-kubernetes-list-type': 'atomic',
    });
  });

  test('WI-28: a struct that is managed as a whole says so, and the place where it is not', () => {
    const schemas = schemasOf('api/v1');
    expect(schemas['io.k8s.api.core.v1.ObjectReference']).toMatchObject({ 'x-kubernetes-map-type': 'atomic' });
    expect(schemas['io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference']).toMatchObject({
      'x-kubernetes-map-type': 'atomic',
    });
    expect(fieldsOf('apis/discovery.k8s.io/v1', 'io.k8s.api.discovery.v1.Endpoint')['addresses']).toMatchObject({
      'x-kubernetes-list-type': 'set',
    });
    expect(schemas['io.k8s.api.core.v1.PodSpec']).not.toHaveProperty('x-kubernetes-map-type');
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.PersistentVolumeSpec')['claimRef']).toMatchObject({
      'x-kubernetes-map-type': 'granular',
    });
  });
});

describe('WI-27: values', () => {
  test('WI-27: what has only a few values lists them, items of lists and entries of maps too', () => {
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.PodSpec')['restartPolicy']).toMatchObject({
      type: 'string',
      enum: ['Always', 'Never', 'OnFailure'],
    });
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.PersistentVolumeClaimSpec')['accessModes']).toMatchObject({
      type: 'array',
      items: { type: 'string', enum: ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'] },
    });
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.PersistentVolumeClaimStatus')).toHaveProperty(
      'allocatedResourceStatuses.additionalProperties.enum',
    );
  });

  test('WI-27: every such list is one of a text that is there', () => {
    const found = documents.flatMap(([, { components }]) =>
      Object.entries(components.schemas).flatMap(([name, { properties = {} }]) =>
        Object.entries(properties)
          .filter(([, property]) => JSON.stringify(property).includes('"type":"string","enum"'))
          .map(([field]) =>
            [
              ...name
                .split('.')
                .slice(-3)
                .filter((part) => !/^v\d/.test(part)),
              field,
            ].join(' '),
          ),
      ),
    );
    expect([...new Set(found)].toSorted()).toEqual(enumeratedFields.toSorted());
  });
});

describe('WI-23: how patches are merged', () => {
  test('WI-23: lists with a key, sets, and structs that keep what a patch names', () => {
    const pod = fieldsOf('api/v1', 'io.k8s.api.core.v1.PodSpec');
    expect(pod['containers']).toMatchObject({
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
    });
    expect(pod['volumes']).toMatchObject({
      'x-kubernetes-patch-strategy': 'merge,retainKeys',
      'x-kubernetes-patch-merge-key': 'name',
    });
    expect(fieldsOf('apis/apps/v1', 'io.k8s.api.apps.v1.DeploymentSpec')['strategy']).toMatchObject({
      'x-kubernetes-patch-strategy': 'retainKeys',
    });
    const finalizers = fieldsOf('api/v1', 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')['finalizers'];
    expect(finalizers?.['x-kubernetes-patch-strategy']).toBe('merge');
    expect(finalizers).not.toHaveProperty('x-kubernetes-patch-merge-key');
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.NodeSpec')['taints']).not.toHaveProperty(
      'x-kubernetes-patch-strategy',
    );
    expect(fieldsOf('api/v1', 'io.k8s.api.core.v1.PodStatus')['conditions']).toMatchObject({
      'x-kubernetes-patch-merge-key': 'type',
    });
  });
});
