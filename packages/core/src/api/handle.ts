import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject } from '../engine/index.ts';
import { kinds, objectAt, textAt } from '../cluster/index.ts';
import { handleDelete, handleDeleteCollection } from './handle/delete.ts';
import { handleApply } from './handle/apply.ts';
import { handleCreate } from './handle/create.ts';
import { handleEviction } from './handle/eviction.ts';
import { handleGet, handleList } from './handle/read.ts';
import { handlePatch } from './handle/patch.ts';
import { rehearsal } from './handle/rehearsal.ts';
import { handleScale } from './handle/scale.ts';
import { handleBinding } from './handle/pod.ts';
import { handleUpdate } from './handle/update.ts';
import type { Handled } from './handle/handled.ts';
import { wrongManager } from './managed-fields/validate.ts';
import { badRequest, methodNotAllowed, noResource } from './rejection.ts';
import type { Request, Response } from './request.ts';
import type { ApiServer } from './server.ts';
import { codeOf, statusOf } from './status.ts';
import { subresources } from './subresource.ts';

const answer = (server: ApiServer, request: Request): Handled => {
  const { verb, kind, name, subresource = '' } = request;
  if (subresource !== '' && !subresources[kind].includes(subresource)) return E.left(noResource());
  const wrong = wrongManager(request);
  if (wrong !== undefined) return E.left(wrong);
  const named = verb !== 'create' && verb !== 'list' && verb !== 'deletecollection' && verb !== 'watch';
  if (named && name === '') return E.left(badRequest('resource name may not be empty'));
  if (kinds[kind].namespaced && request.namespace === '' && verb !== 'list')
    return E.left(badRequest('an empty namespace may not be set when a resource name is provided'));
  if (subresource === 'scale') return handleScale(server, request);
  if (subresource === 'eviction')
    return verb === 'create' ? handleEviction(server, request) : E.left(methodNotAllowed());
  if (subresource === 'binding') return verb === 'create' ? handleBinding(server, request) : E.left(methodNotAllowed());
  if (subresource === 'finalize' && verb !== 'update') return E.left(methodNotAllowed());
  switch (verb) {
    case 'get':
      return handleGet(server, request);
    case 'list':
      return handleList(server, request);
    case 'create':
      return subresource === '' ? handleCreate(server, request) : E.left(methodNotAllowed());
    case 'update':
      return handleUpdate(server, request);
    case 'patch':
      return request.patchType === 'apply' ? handleApply(server, request) : handlePatch(server, request);
    case 'delete':
      return subresource === '' ? handleDelete(server, request) : E.left(methodNotAllowed());
    case 'deletecollection':
      // Namespaces go one by one: nobody empties a cluster with one request.
      return kind === 'Namespace' ? E.left(methodNotAllowed()) : handleDeleteCollection(server, request);
    case 'watch': // a stream, not an answer: who serves it reads changes from the log
      return E.left(methodNotAllowed());
    default:
      return verb satisfies never;
  }
};

const writesObject: ReadonlySet<Request['verb']> = new Set(['create', 'update', 'patch']);

/** Nothing is written in a dry run, so what it answers keeps the version that the object has, and has none if it would be new. */
const keepingVersion = (server: ApiServer, { verb, kind, namespace, name }: Request, response: Response): Response => {
  const { body } = response;
  if (!writesObject.has(verb) || !isJsonObject(body)) return response;
  const { resourceVersion, ...metadata } = objectAt(body, 'metadata') ?? {};
  if (resourceVersion === undefined) return response;
  const stored = verb === 'create' ? undefined : handleGet(server, { verb: 'get', kind, namespace, name });
  const version =
    stored === undefined || E.isLeft(stored) ? undefined : textAt(stored.right.body, 'metadata', 'resourceVersion');
  const kept = version === undefined ? metadata : { ...metadata, resourceVersion: version };
  return { ...response, body: { ...body, metadata: kept } };
};

/**
 * Answers a request: the API server as its clients see it, pure and in process. What it changes is decided and recorded
 * through `server`; a dry run is answered from a copy. Every refusal is a Status in the response; nothing is thrown.
 */
export const handle = (server: ApiServer, request: Request): Response => {
  // Cluster-scoped objects are in no namespace, whatever a client says.
  const meant = kinds[request.kind].namespaced ? request : { ...request, namespace: '' };
  const handled = answer(request.dryRun === true ? rehearsal(server) : server, meant);
  if (E.isRight(handled)) return request.dryRun === true ? keepingVersion(server, meant, handled.right) : handled.right;
  return { code: codeOf(handled.left), body: statusOf(handled.left), warnings: [], position: 0 };
};
