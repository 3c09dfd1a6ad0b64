import { answerOpenApi } from '@orrery/wire';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** A document at the address that has its hash never changes. */
const forEver = 'public, immutable, max-age=31536000';

/**
 * Answers a GET of OpenAPI; undefined where the path is none. Clients keep what they were given: one that has the document
 * already is told so, and one that asks for another hash is led to the address of today's.
 */
export const openApiAnswer = ({
  path,
  query,
  headers,
}: Pick<Exchange, 'path' | 'query' | 'headers'>): Answer | undefined => {
  const document = answerOpenApi(path, headers.accept ?? '');
  if (document === undefined) return undefined;
  const { contentType, body, hash, url } = document;
  const asked = query.get('hash');
  const named = url.includes('?');
  if (named && asked !== null && asked !== hash)
    return { code: 301, contentType: 'text/plain; charset=utf-8', body: '', headers: { Location: url } };
  const kept = { ETag: `"${hash}"`, Vary: 'Accept', ...(named && asked !== null ? { 'Cache-Control': forEver } : {}) };
  const has = (headers['if-none-match'] ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === kept.ETag);
  return { code: has ? 304 : 200, contentType, body: has ? '' : body, headers: kept };
};
