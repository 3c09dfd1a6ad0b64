import { describe, expect, test } from 'vitest';
import { openApiAnswer } from './open-api.ts';

const get = (target: string, headers: Readonly<Record<string, string>> = {}): ReturnType<typeof openApiAnswer> => {
  const [path = '', query = ''] = target.split('?');
  return openApiAnswer({ path, query: new URLSearchParams(query), headers });
};

const index = JSON.parse(String(get('/openapi/v3')?.body)) as {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}; // its documented shape
const url = index.paths['apis/apps/v1']?.serverRelativeURL ?? '';

describe('WI-26: documents of OpenAPI over HTTP', () => {
  test('WI-26: at the address of its hash a document may be kept for ever', () => {
    expect(get(url)).toMatchObject({
      code: 200,
      contentType: 'application/json',
      headers: { 'Cache-Control': expect.stringContaining('immutable'), Vary: 'Accept' },
    });
    expect(get('/openapi/v3/apis/apps/v1')?.headers).not.toHaveProperty('Cache-Control');
  });

  test('WI-26: another hash leads to the address of today’s', () => {
    expect(get('/openapi/v3/apis/apps/v1?hash=0123')).toMatchObject({ code: 301, headers: { Location: url } });
  });

  test('WI-26: who has the document is told so', () => {
    const etag = get(url)?.headers?.['ETag'] ?? '';
    expect(get(url, { 'if-none-match': `"other", W/${etag}` })).toMatchObject({ code: 304, body: '' });
    expect(get(url, { 'if-none-match': '"other"' })).toMatchObject({ code: 200 });
  });

  test('WI-26: version 2 has one address, whatever hash is asked for, and other paths no document', () => {
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const protobuf = get('/openapi/v2?hash=1', { accept });
    expect(protobuf).toMatchObject({ code: 200, contentType: expect.stringContaining('proto-openapi') });
    expect(get('/openapi/v2')?.headers?.['ETag']).not.toBe(protobuf?.headers?.['ETag']);
    expect(protobuf?.headers).not.toHaveProperty('Cache-Control');
    expect(get('/openapi/v3/apis/none/v1')).toBeUndefined();
  });
});
