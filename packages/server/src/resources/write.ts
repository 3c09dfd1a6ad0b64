import * as E from 'fp-ts/lib/Either.js';
import { kinds, numberAt, type AnyRecord } from '@orrery/core/cluster';
import {
  notFound,
  type FieldValidation,
  type PatchType,
  type Request,
  type Subresource,
  type Verb,
} from '@orrery/core/api';
import { failed, methodNotAllowedHere, objectAnswer, rejected, type Failure, type Outcome } from '../http/answer.ts';
import { mediaTypeOf } from '../http/body.ts';
import { commandOf, type Exchange } from '../http/exchange.ts';
import type { ResourceRoute } from '../http/route.ts';
import type { ServedCluster } from '../served-cluster.ts';
import { includeOf, shownObject } from './view.ts';

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

const unknownPatch: Failure = {
  code: 415,
  reason: 'UnsupportedMediaType',
  message: `the body of the request was in an unknown format - accepted media types include: ${Object.keys(patchTypes).join(', ')}`,
};

const verbOf = (method: string, named: boolean, subresource: string): Verb | undefined => {
  switch (method) {
    case 'GET':
      return named ? 'get' : 'list';
    case 'POST':
      return named && subresource === '' ? undefined : 'create';
    case 'PUT':
      return named ? 'update' : undefined;
    case 'PATCH':
      return named ? 'patch' : undefined;
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
};

const validations: readonly FieldValidation[] = ['Strict', 'Warn', 'Ignore'];

const invalidQuery = (kind: string, field: string, given: string, known: string): Failure => {
  const message = `Unsupported value: ${JSON.stringify(given)}: supported values: ${known}`;
  return {
    code: 422,
    reason: 'Invalid',
    message: `${kind}.meta.k8s.io "" is invalid: ${field}: ${message}`,
    details: { group: 'meta.k8s.io', kind, causes: [{ reason: 'FieldValueNotSupported', message, field }] },
  };
};

const optionsKinds: Readonly<Partial<Record<Verb, string>>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};

/** Whether nothing is to be stored: in the query, or in the options that a deletion carries. */
const dryRunOf = (verb: Verb, { query, body }: Exchange): E.Either<Failure, boolean> => {
  const inBody =
    typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as { readonly dryRun?: unknown }).dryRun
      : undefined;
  const deleting = verb === 'delete' || verb === 'deletecollection';
  const given = [...query.getAll('dryRun'), ...(deleting && Array.isArray(inBody) ? inBody.map(String) : [])].filter(
    (one) => one !== '',
  );
  const wrong = given.find((one) => one !== 'All');
  if (wrong !== undefined) return E.left(invalidQuery(optionsKinds[verb] ?? 'DeleteOptions', 'dryRun', wrong, '"All"'));
  return E.right(given.length > 0);
};

/**
 * Who manages what is written: whom the client names, else, but for an apply, the client itself. Source: `managerOrUserAgent` and
 * `prefixFromUserAgent` of the API server.
 */
const managerOf = ({ query, headers }: Exchange, applying: boolean): string | undefined => {
  const named = query.get('fieldManager') ?? '';
  if (named !== '') return named;
  if (applying) return undefined;
  const printable = (headers['user-agent'] ?? '').split('/')[0]?.replaceAll(/(?! )[\p{C}\p{Z}]/gu, '') ?? '';
  const fitting = new TextEncoder().encodeInto(printable, new Uint8Array(128)).read;
  return printable === '' ? undefined : printable.slice(0, fitting);
};

/** What `strconv.ParseBool` and the decoder of options make of a flag in the query; empty stands for true there. */
const forceOf = (query: URLSearchParams): boolean | undefined => {
  const given = query.get('force');
  return given === null ? undefined : !/^(?:0|false)$/i.test(given);
};

const graceOf = (query: URLSearchParams): E.Either<Failure, number | undefined> => {
  const text = query.get('gracePeriodSeconds') ?? '';
  if (text === '') return E.right(undefined);
  return /^-?\d{1,15}$/.test(text)
    ? E.right(Number(text))
    : E.left({
        code: 400,
        reason: 'BadRequest',
        message: `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
      });
};

const propagations = ['Background', 'Foreground', 'Orphan'] as const;

/** An HTTP request as one of the API; left: why it is none. */
const requestOf = (verb: Verb, route: ResourceRoute, exchange: Exchange): E.Either<Failure, Request> => {
  const { query, headers, body } = exchange;
  const dryRun = dryRunOf(verb, exchange);
  if (E.isLeft(dryRun)) return dryRun;
  const grace = graceOf(query);
  if (E.isLeft(grace)) return grace;
  const validation = query.get('fieldValidation') ?? '';
  const fieldValidation = validations.find((one) => one === validation);
  if (validation !== '' && fieldValidation === undefined)
    return E.left(
      invalidQuery(optionsKinds[verb] ?? 'CreateOptions', 'fieldValidation', validation, '"Ignore", "Strict", "Warn"'),
    );
  const patchType = patchTypes[mediaTypeOf(headers['content-type'])];
  if (verb === 'patch' && patchType === undefined) return E.left(unknownPatch);
  const propagation = propagations.find((one) => one === query.get('propagationPolicy'));
  const manager = managerOf(exchange, patchType === 'apply');
  const force = verb === 'patch' ? forceOf(query) : undefined;
  return E.right({
    verb,
    kind: route.kind,
    namespace: route.namespace,
    name: route.name,
    // What is none the API refuses itself.
    ...(route.subresource === '' ? {} : { subresource: route.subresource as Subresource }),
    ...(body === undefined ? {} : { body }),
    ...(verb === 'patch' && patchType !== undefined ? { patchType } : {}),
    ...(verb === 'deletecollection'
      ? { labelSelector: query.get('labelSelector') ?? '', fieldSelector: query.get('fieldSelector') ?? '' }
      : {}),
    ...(grace.right === undefined ? {} : { graceSeconds: grace.right }),
    ...(propagation === undefined ? {} : { propagation }),
    ...(dryRun.right ? { dryRun: true } : {}),
    ...(fieldValidation === undefined ? {} : { fieldValidation }),
    ...(manager === undefined ? {} : { fieldManager: manager }),
    ...(force === undefined ? {} : { force }),
  });
};

/** The verb that a method means on a path; undefined when it means none. */
export const verbOfExchange = (
  { method }: Pick<Exchange, 'method'>,
  { name, subresource }: ResourceRoute,
): Verb | undefined => verbOf(method, name !== '', subresource);

/** One object as a table or as its metadata. */
const answerView = (
  served: ServedCluster,
  { kind, namespace, name }: ResourceRoute,
  { query, wanted }: Exchange,
): Outcome => {
  const { state, epoch, now, position } = served.server();
  const record: AnyRecord | undefined = state.tables[kind].find(namespace, name);
  if (record === undefined) return rejected(notFound(kind, name));
  const include = includeOf(query) ?? 'Metadata';
  return objectAnswer(200, shownObject(record, { as: wanted.as, include, epoch, now }, position), wanted.form);
};

/** Answers a request about objects one by one: everything but lists and watches. */
export const answerObject = async (
  served: ServedCluster,
  verb: Verb,
  route: ResourceRoute,
  exchange: Exchange,
): Promise<Outcome> => {
  const request = requestOf(verb, route, exchange);
  if (E.isLeft(request)) return failed(request.left);
  if (kinds[route.kind].namespaced && route.namespace === '' && verb === 'create') return methodNotAllowedHere;
  if (verb === 'get' && exchange.wanted.as !== 'object' && route.subresource === '')
    return answerView(served, route, exchange);
  const { code, body, warnings } =
    verb === 'get' ? served.read(request.right) : served.write(commandOf(exchange), request.right);
  await served.saved();
  const retry = numberAt(body, 'details', 'retryAfterSeconds');
  const answer = objectAnswer(code, body, exchange.wanted.form, warnings);
  return retry === undefined ? answer : { ...answer, headers: { 'Retry-After': String(retry) } };
};
