import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { Failure } from '../http/answer.ts';

/** Where the next page of a list begins: after this key, in the state of this version. */
export interface ContinueToken {
  readonly position: number;
  readonly namespace: string;
  readonly name: string;
}

const Written = t.strict({ v: t.literal('meta.k8s.io/v1'), rv: t.Int, start: t.string });

/** The token as clients hand it back: base64url of JSON, as the API server writes it. */
export const writeContinueToken = ({ position, namespace, name }: ContinueToken): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: position, start: `${namespace}/${name}\u0000` })).toString(
    'base64url',
  );

const unreadable: Failure = {
  code: 400,
  reason: 'BadRequest',
  message: 'continue key is not valid: it was not given by this server',
};

/** Reads a token; what nobody gave out is refused. */
export const readContinueToken = (text: string): E.Either<Failure, ContinueToken> => {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return E.left(unreadable);
  try {
    const written = Written.decode(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (E.isLeft(written)) return E.left(unreadable);
    const { rv, start } = written.right;
    const [namespace, name, ...rest] = start.split('\u0000', 1)[0]?.split('/') ?? [];
    if (rv < 1 || namespace === undefined || name === undefined || rest.length > 0) return E.left(unreadable);
    return E.right({ position: rv, namespace, name });
  } catch {
    return E.left(unreadable);
  }
};
