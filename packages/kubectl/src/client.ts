import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { listAt, objectAt, textAt, type KindName } from '@orrery/core/cluster';
import type { PatchType, Propagation, Request, Response, Subresource } from '@orrery/core/api';
import { request, warn, type Part } from './call.ts';
import { statusErrorText } from './status-error.ts';

/** A refusal by the server. */
export class Refusal {
  readonly status: Json;

  constructor(status: Json) {
    this.status = status;
  }

  get reason(): string {
    return textAt(this.status, 'reason') ?? '';
  }

  /** As kubectl prints it; `doing` says what it was at, in front of the server's words. */
  text(doing = ''): string {
    return statusErrorText(this.status, doing);
  }
}

/** What the server gave, or its refusal. */
export type Outcome = E.Either<Refusal, JsonObject>;

const succeeded = ({ code }: Response): boolean => code < 400;

/** Who writes when a command does not say: the program. */
const program = 'kubectl';

const isWrite = ({ verb }: Request): boolean => verb === 'create' || verb === 'update' || verb === 'patch';

/** Makes a request and shows its warnings. */
function* ask(made: Request): Part<Outcome> {
  const response = yield* request(isWrite(made) ? { fieldManager: program, ...made } : made);
  for (const warning of response.warnings) yield* warn(`Warning: ${warning}`);
  return succeeded(response) && isJsonObject(response.body)
    ? E.right(response.body)
    : E.left(new Refusal(response.body));
}

/** Reads an object; the error as kubectl prints it. */
export function* getObject(kind: KindName, namespace: string, name: string): Part<E.Either<string, JsonObject>> {
  const found = yield* readObject(kind, namespace, name);
  return E.isLeft(found) ? E.left(found.left.text()) : found;
}

export function* readObject(
  kind: KindName,
  namespace: string,
  name: string,
  subresource: Subresource = '',
): Part<Outcome> {
  return yield* ask({ verb: 'get', kind, namespace, name, subresource });
}

/** Which objects of a kind a list holds. */
export interface Selectors {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

const selectors = ({ labelSelector, fieldSelector }: Selectors): Pick<Request, 'labelSelector' | 'fieldSelector'> => ({
  ...(labelSelector === undefined ? {} : { labelSelector }),
  ...(fieldSelector === undefined ? {} : { fieldSelector }),
});

/** Reads all objects of a kind, in a namespace or (empty) everywhere. */
export function* listObjects(
  kind: KindName,
  namespace: string,
  chosen: Selectors = {},
): Part<E.Either<string, readonly JsonObject[]>> {
  const listed = yield* ask({ verb: 'list', kind, namespace, name: '', ...selectors(chosen) });
  if (E.isLeft(listed)) return E.left(listed.left.text());
  return E.right(listAt(listed.right, 'items').filter(isJsonObject));
}

/** How an object is to be written: as whom, and whether only as if. */
export interface Writing {
  readonly fieldManager: string;
  readonly dryRun?: boolean;
}

export function* createObject(kind: KindName, namespace: string, body: Json, writing: Writing): Part<Outcome> {
  return yield* ask({ verb: 'create', kind, namespace, name: '', body, ...writing, fieldValidation: 'Strict' });
}

/** Writes an object whole. Without a resourceVersion of its own it takes the place of whatever is there. */
export function* replaceObject(
  kind: KindName,
  namespace: string,
  name: string,
  body: JsonObject,
  writing: Writing,
): Part<Outcome> {
  const metadata = objectAt(body, 'metadata') ?? {};
  const current = yield* readObject(kind, namespace, name);
  if (E.isLeft(current)) return current;
  const resourceVersion =
    textAt(metadata, 'resourceVersion') ?? textAt(current.right, 'metadata', 'resourceVersion') ?? '';
  const versioned = { ...body, metadata: { ...metadata, resourceVersion } };
  return yield* ask({ verb: 'update', kind, namespace, name, body: versioned, ...writing, fieldValidation: 'Strict' });
}

/** A patch: what it is of, what it says, and how it is meant. */
export interface Patch {
  readonly kind: KindName;
  readonly namespace: string;
  readonly name: string;
  readonly patchType: PatchType;
  readonly body: Json;
  readonly subresource?: Subresource | undefined;
  readonly dryRun?: boolean | undefined;
  readonly fieldManager?: string | undefined;
  readonly force?: boolean | undefined;
}

export function* patchObject({
  kind,
  namespace,
  name,
  patchType,
  body,
  subresource = '',
  dryRun = false,
  fieldManager,
  force,
}: Patch): Part<Outcome> {
  const manager = fieldManager === undefined ? {} : { fieldManager };
  const forced = force === undefined ? {} : { force };
  return yield* ask({
    verb: 'patch',
    kind,
    namespace,
    name,
    patchType,
    body,
    subresource,
    dryRun,
    ...manager,
    ...forced,
  });
}

/** How an object is to be deleted. */
export interface Deleting {
  readonly graceSeconds?: number | undefined;
  readonly propagation?: Propagation | undefined;
  readonly dryRun?: boolean | undefined;
}

export function* deleteObject(
  kind: KindName,
  namespace: string,
  name: string,
  { graceSeconds, propagation, dryRun = false }: Deleting,
): Part<Outcome> {
  return yield* ask({
    verb: 'delete',
    kind,
    namespace,
    name,
    dryRun,
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
    ...(propagation === undefined ? {} : { propagation }),
  });
}
