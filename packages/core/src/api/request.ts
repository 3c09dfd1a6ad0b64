import type { Json } from '../engine/index.ts';
import type { KindName } from '../cluster/index.ts';
import type { Propagation } from './command.ts';

export type Verb = 'create' | 'get' | 'list' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'watch';

/** '' is the object itself. */
export type Subresource = '' | 'status' | 'scale' | 'eviction' | 'binding' | 'finalize';

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

/** What happens to fields that the schema does not know: refused, warned of (the default), or silently dropped. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** A request to the API server, as HTTP or kubectl puts it. */
export interface Request {
  readonly verb: Verb;
  readonly kind: KindName;
  /** '': a cluster-scoped kind, or for lists all namespaces. */
  readonly namespace: string;
  /** '' for lists and creations. */
  readonly name: string;
  readonly subresource?: Subresource;
  readonly body?: Json;
  readonly patchType?: PatchType;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly graceSeconds?: number;
  readonly propagation?: Propagation;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** Answers as if, and stores nothing. */
  readonly dryRun?: boolean;
  readonly fieldValidation?: FieldValidation;
  /** Who writes: from then on the server keeps who manages which fields. Left out, nothing is kept of an object that has none. */
  readonly fieldManager?: string;
  /** An apply takes over what others manage. */
  readonly force?: boolean;
}

/** What the server answers. */
export interface Response {
  /** HTTP status code. */
  readonly code: number;
  /** An object, a List or a Status. */
  readonly body: Json;
  /** Texts of Warning headers. */
  readonly warnings: readonly string[];
  /** Position of the last event that the request led to; 0 when it changed nothing. */
  readonly position: number;
}
