import type { JsonObject } from '@orrery/core/engine';
import type { ResponseKind, ServedResource, ServedSubresource } from '../discovery/resource.ts';
import { deleting, listing, logging, nameParameter, namespaceParameter, patching, writing } from './parameter.ts';

/** What documents call the schema of a kind. */
export type SchemaName = (kind: ResponseKind) => string;

/** What all operations of one path share. */
interface Place {
  /** `Namespaced`, or nothing. */
  readonly scope: string;
  readonly kind: ResponseKind;
  /** Ends the operation's id: `AppsV1NamespacedDeploymentScale`. */
  readonly id: string;
  readonly schemaName: SchemaName;
}

const json = 'application/json';
const patchTypes = ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'];

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const answers = (schema: JsonObject, ...codes: readonly string[]): JsonObject =>
  Object.fromEntries(codes.map((code) => [code, { description: 'OK', content: { [json]: { schema } } }]));

const body = (schema: JsonObject, ...types: readonly string[]): JsonObject => ({
  content: Object.fromEntries(types.map((type) => [type, { schema }])),
  required: true,
});

const operation = (verb: string, action: string, { id, kind }: Place, rest: JsonObject): JsonObject => ({
  operationId: `${verb}${id}`,
  ...rest,
  'x-kubernetes-action': action,
  'x-kubernetes-group-version-kind': { group: kind.group, kind: kind.kind, version: kind.version },
});

const status = reference('io.k8s.apimachinery.pkg.apis.meta.v1.Status');
const options = body(reference('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'), json);

/** The operations on one object, or on a sub-resource of it. */
const objectOperations = (place: Place, verbs: readonly string[]): JsonObject => {
  const schema = reference(place.schemaName(place.kind));
  const of = (verb: string, made: () => JsonObject): JsonObject => (verbs.includes(verb) ? made() : {});
  const patch = body({ type: 'object' }, ...patchTypes.map((type) => `application/${type}`));
  return {
    ...of('get', () => ({ get: operation('read', 'get', place, { responses: answers(schema, '200') }) })),
    ...of('update', () => ({
      put: operation('replace', 'put', place, {
        parameters: writing,
        requestBody: body(schema, '*/*'),
        responses: answers(schema, '200', '201'),
      }),
    })),
    ...of('delete', () => ({
      delete: operation('delete', 'delete', place, {
        parameters: deleting,
        requestBody: options,
        responses: answers(status, '200', '202'),
      }),
    })),
    ...of('patch', () => ({
      patch: operation('patch', 'patch', place, {
        parameters: patching,
        requestBody: patch,
        responses: answers(schema, '200', '201'),
      }),
    })),
  };
};

const listOperation = (place: Place, list: JsonObject): JsonObject => ({
  get: operation('list', 'list', place, { parameters: listing, responses: answers(list, '200') }),
});

const create = (place: Place): JsonObject => {
  const schema = reference(place.schemaName(place.kind));
  return {
    post: operation('create', 'post', place, {
      parameters: writing,
      requestBody: body(schema, '*/*'),
      responses: answers(schema, '200', '201', '202'),
    }),
  };
};

const collectionOperations = (place: Place, list: JsonObject, verbs: readonly string[]): JsonObject => ({
  ...listOperation(place, list),
  ...create(place),
  ...(verbs.includes('deletecollection')
    ? {
        delete: operation('deleteCollection', 'deletecollection', place, {
          parameters: [...deleting, ...listing],
          requestBody: options,
          responses: answers(status, '200'),
        }),
      }
    : {}),
});

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** `RbacAuthorizationV1`: how operations name a group and a version. */
const groupId = ({ group, version }: ResponseKind): string =>
  (group === '' ? 'core' : group.replace(/\.k8s\.io$/, '')).split('.').map(capital).join('') + capital(version);

const logOperation = (place: Place): JsonObject => ({
  get: operation('read', 'get', place, {
    parameters: logging,
    responses: { 200: { description: 'OK', content: { 'text/plain': { schema: { type: 'string' } } } } },
  }),
});

const subresourceOperations = (resource: ServedResource, one: ServedSubresource, place: Place): JsonObject => {
  const own: Place = { ...place, kind: one.responseKind, id: place.id + capital(one.name) };
  if (one.name === 'log') return logOperation({ ...own, kind: resource.responseKind });
  return one.verbs.includes('create') ? create(own) : objectOperations(own, one.verbs);
};

/** The paths of a resource with what can be done there. `root` is `/api/v1` or `/apis/GROUP/VERSION`. */
export const pathsOf = (root: string, resource: ServedResource, schemaName: SchemaName): JsonObject => {
  const kind = resource.responseKind;
  const scope = resource.namespaced ? 'Namespaced' : '';
  const place: Place = { scope, kind, id: `${groupId(kind)}${scope}${kind.kind}`, schemaName };
  const within = resource.namespaced ? [namespaceParameter] : [];
  const collection = `${root}/${resource.namespaced ? 'namespaces/{namespace}/' : ''}${resource.plural}`;
  // A question is only ever put; nothing is kept of it that could be listed.
  if (!resource.verbs.includes('list')) return { [collection]: { ...create(place), parameters: within } };
  const list = reference(schemaName({ ...kind, kind: `${kind.kind}List` }));
  const everywhere: Place = { ...place, id: `${groupId(kind)}${kind.kind}ForAllNamespaces` };
  return {
    ...(resource.namespaced ? { [`${root}/${resource.plural}`]: listOperation(everywhere, list) } : {}),
    [collection]: { ...collectionOperations(place, list, resource.verbs), parameters: within },
    [`${collection}/{name}`]: { ...objectOperations(place, resource.verbs), parameters: [nameParameter, ...within] },
    ...Object.fromEntries(
      resource.subresources.map((one) => [
        `${collection}/{name}/${one.name}`,
        { ...subresourceOperations(resource, one, place), parameters: [nameParameter, ...within] },
      ]),
    ),
  };
};
