import { qualifiedKind, qualifiedResource, type KindName } from '../cluster/index.ts';

/** One field that a request got wrong: `spec.replicas`, `FieldValueInvalid`, the text after the field. */
export interface Cause {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

/** Why the API refused a command; the reasons are those of metav1.Status. */
export type RejectionReason =
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Invalid'
  | 'Forbidden'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'TooManyRequests'
  | 'UnsupportedMediaType'
  | 'NotImplemented'
  /** An error of the server that has no reason of its own. */
  | 'Unknown'
  | 'Gone';

/** A refused command. A value, never thrown. */
export interface Rejection {
  readonly reason: RejectionReason;
  /** The object the request was about, where there is one. */
  readonly kind: KindName | undefined;
  readonly name: string;
  /** The whole text, as Status.message. */
  readonly message: string;
  readonly causes: readonly Cause[];
  /** When the server would try again; 0 or left out: it does not say. */
  readonly retryAfterSeconds?: number;
}

const reject = (reason: RejectionReason, kind: KindName, name: string, message: string): Rejection => ({
  reason,
  kind,
  name,
  message,
  causes: [],
});

export const notFound = (kind: KindName, name: string): Rejection =>
  reject('NotFound', kind, name, `${qualifiedResource(kind)} "${name}" not found`);

export const alreadyExists = (kind: KindName, name: string): Rejection =>
  reject('AlreadyExists', kind, name, `${qualifiedResource(kind)} "${name}" already exists`);

/** The optimistic lock failed. */
export const conflict = (kind: KindName, name: string): Rejection =>
  reject(
    'Conflict',
    kind,
    name,
    `Operation cannot be fulfilled on ${qualifiedResource(kind)} "${name}": the object has been modified; ` +
      'please apply your changes to the latest version and try again',
  );

/** A precondition named another incarnation. Upstream says the kind here, not the resource. */
export const uidConflict = (kind: KindName, name: string, wanted: string, found: string): Rejection =>
  reject(
    'Conflict',
    kind,
    name,
    `Operation cannot be fulfilled on ${kind} "${name}": the UID in the precondition (${wanted}) does not match ` +
      `the UID in record (${found}). The object might have been deleted and then recreated`,
  );

export const forbidden = (kind: KindName, name: string, why: string): Rejection =>
  reject('Forbidden', kind, name, `${qualifiedResource(kind)} "${name}" is forbidden: ${why}`);

/** Fields are wrong. Several causes are joined in brackets, each text once, as field.ErrorList does. */
export const invalid = (kind: KindName, name: string, causes: readonly Cause[]): Rejection => {
  const texts = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return { reason: 'Invalid', kind, name, message: `${qualifiedKind(kind)} "${name}" is invalid: ${list}`, causes };
};

export const badRequest = (message: string): Rejection => ({
  reason: 'BadRequest',
  kind: undefined,
  name: '',
  message,
  causes: [],
});

export const methodNotAllowed = (): Rejection => ({
  reason: 'MethodNotAllowed',
  kind: undefined,
  name: '',
  message: 'the server does not allow this method on the requested resource',
  causes: [],
});

/** No such resource or sub-resource is served. */
export const noResource = (): Rejection => ({
  reason: 'NotFound',
  kind: undefined,
  name: '',
  message: 'the server could not find the requested resource',
  causes: [],
});
