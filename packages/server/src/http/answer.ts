import type { ServerResponse } from 'node:http';
import type { Json, JsonObject } from '@orrery/core/engine';
import { codeOf, statusOf, type Rejection } from '@orrery/core/api';
import { formatYaml } from '@orrery/kubectl';

/** What a request is answered with at once. */
export interface Answer {
  readonly code: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts of Warning headers. */
  readonly warnings?: readonly string[];
}

/** An answer that is written piece by piece. */
export type Streamed = (response: ServerResponse) => void;

/** What follows from a request, now or when its body is there. */
export type Outcome = Answer | Streamed;

/** How bodies of answers are written. */
export type Form = 'json' | 'yaml';

export const objectAnswer = (
  code: number,
  body: Json,
  form: Form = 'json',
  warnings: readonly string[] = [],
): Answer => ({
  code,
  contentType: form === 'yaml' ? 'application/yaml' : 'application/json',
  body: form === 'yaml' ? formatYaml(body) : JSON.stringify(body),
  warnings,
});

export const textAnswer = (code: number, body: string): Answer => ({
  code,
  contentType: 'text/plain; charset=utf-8',
  body,
});

/** A refusal that only comes up on the wire; the API's own are Rejections. Reasons are those of metav1.Status. */
export interface Failure {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: JsonObject;
}

export const failureStatus = ({ code, reason, message, details }: Failure): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  ...(details === undefined ? {} : { details }),
  code,
});

export const failed = (failure: Failure): Answer => objectAnswer(failure.code, failureStatus(failure));

export const rejected = (rejection: Rejection): Answer => ({
  ...objectAnswer(codeOf(rejection), statusOf(rejection)),
  ...(rejection.retryAfterSeconds === undefined || rejection.retryAfterSeconds === 0
    ? {}
    : { headers: { 'Retry-After': String(rejection.retryAfterSeconds) } }),
});

export const noSuchPath: Answer = failed({
  code: 404,
  reason: 'NotFound',
  message: 'the server could not find the requested resource',
  details: {},
});

export const methodNotAllowedHere: Answer = failed({
  code: 405,
  reason: 'MethodNotAllowed',
  message: 'the server does not allow this method on the requested resource',
  details: {},
});

/** A text as the value of a Warning header: code 299, quoted, without what a header cannot hold. */
const warningHeader = (text: string): string => {
  const plain = text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/[^\u0020-\u007E]/g, '?');
  return `299 - "${plain.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
};

/** Sends an answer and ends the response. */
export const send = (response: ServerResponse, answer: Answer): void => {
  const { code, contentType, body, headers = {}, warnings = [] } = answer;
  // A text goes out in one write with the headers, bytes in two.
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  response.writeHead(code, {
    'Content-Type': contentType,
    'Content-Length': length,
    'Cache-Control': 'no-cache, private',
    ...headers,
    ...(warnings.length === 0 ? {} : { Warning: warnings.map(warningHeader) }),
  });
  response.end(body);
};
