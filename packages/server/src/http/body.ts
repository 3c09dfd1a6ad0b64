import * as E from 'fp-ts/lib/Either.js';
import type { IncomingMessage } from 'node:http';
import type { Json } from '@orrery/core/engine';
import { readYaml } from '@orrery/kubectl';
import { decodeProtobuf } from '@orrery/wire';
import type { Failure } from './answer.ts';

/** Largest body that is read. Source: `MaxRequestBodyBytes` of the API server. */
const mostBytes = 3 * 1024 * 1024;

const tooLarge: Failure = {
  code: 413,
  reason: 'RequestEntityTooLarge',
  message: `Request entity too large: limit is ${mostBytes}`,
};

/** The bytes of a request's body. Undefined when the client went away before they were all there. */
export const readBody = (request: IncomingMessage): Promise<E.Either<Failure, Uint8Array> | undefined> =>
  new Promise((resolve) => {
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return resolve(E.left(tooLarge));
    const pieces: Buffer[] = [];
    let length = 0;
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length <= mostBytes) pieces.push(piece);
      else {
        request.pause();
        resolve(E.left(tooLarge));
      }
    });
    request.on('end', () => resolve(request.complete ? E.right(Buffer.concat(pieces)) : undefined));
    request.on('close', () => resolve(undefined));
  });

const badBody = (message: string): Failure => ({ code: 400, reason: 'BadRequest', message });

const mediaTypes = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

const unknownType: Failure = {
  code: 415,
  reason: 'UnsupportedMediaType',
  message: `the body of the request was in an unknown format - accepted media types include: ${mediaTypes}`,
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

const textOf = (bytes: Uint8Array): E.Either<Failure, string> => {
  try {
    return E.right(utf8.decode(bytes));
  } catch {
    return E.left(badBody('the body of the request is not valid UTF-8'));
  }
};

/** Deeper than this no object of the API goes, and what walks one does so by recursion. */
const deepest = 512;

const isTooDeep = (value: Json, left = deepest): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  for (const member of Object.values(value) as readonly Json[]) if (isTooDeep(member, left - 1)) return true; // members of JSON are JSON
  return false;
};

const parseJson = (text: string): E.Either<Failure, Json> => {
  try {
    return E.right(JSON.parse(text) as Json); // what JSON.parse gives is JSON
  } catch (error) {
    return E.left(
      badBody(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : ''}`),
    );
  }
};

const parseYaml = (text: string): E.Either<Failure, Json> => {
  const documents = readYaml(text);
  if (E.isLeft(documents)) return E.left(badBody(`error converting YAML to JSON: ${documents.left.message}`));
  const [first, ...rest] = documents.right;
  if (first === undefined || rest.length > 0)
    return E.left(badBody('the body of the request must be one YAML document'));
  return E.right(first.value);
};

const parse = (type: string, bytes: Uint8Array): E.Either<Failure, Json> => {
  switch (type) {
    case '':
    case 'application/json':
    case 'application/json-patch+json':
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json': {
      const text = textOf(bytes);
      return E.isLeft(text) ? text : parseJson(text.right);
    }
    case 'application/yaml':
    case 'application/apply-patch+yaml': {
      const text = textOf(bytes);
      return E.isLeft(text) ? text : parseYaml(text.right);
    }
    case 'application/vnd.kubernetes.protobuf': {
      const decoded = decodeProtobuf(bytes);
      return E.isLeft(decoded) ? E.left(badBody(decoded.left)) : decoded;
    }
    default:
      return E.left(unknownType);
  }
};

/** `application/json` of `Application/JSON; charset=utf-8`. */
export const mediaTypeOf = (header: string | undefined): string =>
  (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** What a body says; undefined for an empty one. A body without a type is JSON, as old clients send it. */
export const decodeBody = (contentType: string | undefined, bytes: Uint8Array): E.Either<Failure, Json | undefined> => {
  if (bytes.length === 0) return E.right(undefined);
  const parsed = parse(mediaTypeOf(contentType), bytes);
  if (E.isRight(parsed) && isTooDeep(parsed.right))
    return E.left(badBody(`the body of the request is nested deeper than ${deepest} levels`));
  return parsed;
};
