import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as E from 'fp-ts/lib/Either.js';
import { decodeLogFile } from '@orrery/core/engine';
import { clusterEvents } from '@orrery/core/cluster';
import { serving, type Served } from '../served.fixture.ts';

let served: Served;
beforeEach(async () => {
  served = await serving();
});

/** Whatever was asked: nothing has changed, and the server goes on. */
const unharmed = async (asking: () => Promise<unknown>): Promise<void> => {
  await served.advance('1s');
  const before = [served.cluster.core.state.hash(), served.cluster.position];
  await asking();
  expect([served.cluster.core.state.hash(), served.cluster.position]).toEqual(before);
  expect((await served.get('/healthz')).text).toBe('ok');
};

/** The logs are whole to the last byte. */
afterEach(async () => {
  await served.close();
  const { position } = served.cluster;
  for (const { pieces } of served.logs) {
    const decoded = decodeLogFile(Buffer.concat(pieces), clusterEvents);
    if (E.isLeft(decoded)) throw new Error(decoded.left.message);
    expect([decoded.right.torn, decoded.right.log.length]).toEqual([undefined, position]);
  }
});

const configMaps = '/api/v1/namespaces/default/configmaps';
const object = { metadata: { name: 'a' } };
const protobuf = { 'Content-Type': 'application/vnd.kubernetes.protobuf' };
const yaml = { 'Content-Type': 'application/yaml' };

/** What `kubectl create job` sends begins so. */
const job = Buffer.from('k8s\0\x0a\x0f\x0a\x08batch/v1\x12\x03Job\x12\x00');

/** What `kubectl create quota` sends begins so. */
const quota = Buffer.from('k8s\0\x0a\x13\x0a\x02v1\x12\x0dResourceQuota\x12\x00');

describe('SV-20: what is no request is refused with the right code, and harms nothing', () => {
  test.each([
    ['malformed JSON', 'POST', configMaps, '{"metadata":', {}, 400],
    ['JSON that is no object', 'POST', configMaps, '[1,2]', {}, 400],
    ['an empty body', 'POST', configMaps, '', {}, 400],
    ['bytes that are no text', 'POST', configMaps, Buffer.from([0xff, 0xfe, 0x00]), {}, 400],
    ['malformed YAML', 'POST', configMaps, 'a: [1\nb', yaml, 400],
    ['two YAML documents', 'POST', configMaps, 'a: 1\n---\nb: 2\n', yaml, 400],
    ['malformed protobuf', 'POST', configMaps, Buffer.from('k8s\0\x0a\xff\xff\xff'), protobuf, 400],
    ['a kind that is not served', 'POST', '/apis/batch/v1/namespaces/default/jobs', job, protobuf, 404],
    [
      'a kind that is not served, in the core group',
      'POST',
      '/api/v1/namespaces/default/resourcequotas',
      quota,
      protobuf,
      404,
    ],
    ['a review that is torn', 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', job, protobuf, 400],
    ['protobuf without its beginning', 'POST', configMaps, Buffer.from('nonsense'), protobuf, 400],
    ['nesting without an end', 'POST', configMaps, '['.repeat(100_000), {}, 400],
    [
      'nesting beyond measure',
      'POST',
      configMaps,
      `{"metadata":{"name":"a"},"data":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
      {},
      400,
    ],
    ['a type that nobody knows', 'POST', configMaps, 'x', { 'Content-Type': 'image/png' }, 415],
    ['a patch of no type', 'PATCH', `${configMaps}/a`, '{}', { 'Content-Type': 'application/json' }, 415],
    [
      'an object of another kind',
      'POST',
      configMaps,
      '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}}',
      {},
      400,
    ],
    ['an object in another namespace', 'POST', configMaps, '{"metadata":{"name":"a","namespace":"b"}}', {}, 400],
    ['wrong types', 'POST', configMaps, '{"metadata":{"name":7}}', {}, 400],
    ['a bad name', 'POST', configMaps, '{"metadata":{"name":"../a"}}', {}, 422],
    [
      'a namespace that is not there',
      'POST',
      '/api/v1/namespaces/nowhere/configmaps',
      '{"metadata":{"name":"a"}}',
      {},
      404,
    ],
    ['no such resource', 'POST', '/api/v1/namespaces/default/gadgets', '{}', {}, 404],
    ['no such version', 'POST', '/apis/apps/v9/namespaces/default/deployments', '{}', {}, 404],
    ['a method that means nothing', 'PUT', configMaps, '{}', {}, 405],
    ['a method that nobody knows', 'PROPFIND', configMaps, undefined, {}, 405],
    ['traversal', 'DELETE', '/api/v1/namespaces/default/configmaps/%2e%2e%2f%2e%2e', undefined, {}, 404],
    ['a wrong escape', 'DELETE', `${configMaps}/%zz`, undefined, {}, 404],
    ['an empty part of a path', 'DELETE', '/api/v1//configmaps/a', undefined, {}, 404],
  ] as const)('%s', async (_what, method, path, body, headers, code) => {
    // That there is an account's ConfigMap or none is not the point here.
    await unharmedButForInputs(async () => {
      const refused = await served.ask(method, path, body, headers);
      expect([refused.code, refused.json['kind'], typeof refused.json['message']]).toEqual([code, 'Status', 'string']);
    });
  });

  test('a body of more than 3 MiB, said beforehand or not', async () => {
    await unharmed(async () => {
      const big = JSON.stringify({ ...object, data: { x: 'x'.repeat(3 * 1024 * 1024) } });
      const refused = await served.ask('POST', configMaps, big);
      expect([refused.code, refused.json['reason']]).toEqual([413, 'RequestEntityTooLarge']);
      const chunked = await served
        .ask('POST', configMaps, big, { 'Transfer-Encoding': 'chunked', 'Content-Length': undefined })
        .catch(() => undefined);
      expect([413, undefined]).toContain(chunked?.code);
    });
  });

  test.each(['a in (', '==', 'a in b', '!!x', 'a=b,,', 'x'.repeat(8000), '😀=1'])(
    'the selector %j',
    async (selector) => {
      await unharmed(async () => {
        const refused = await served.get(`${configMaps}?labelSelector=${encodeURIComponent(selector)}`);
        expect([refused.code, refused.json['reason']]).toEqual([400, 'BadRequest']);
      });
    },
  );

  test.each(['spec.nonsense=1', 'metadata.name', 'metadata.name=a,spec.x!=y'])(
    'the field selector %j',
    async (selector) => {
      await unharmed(async () =>
        expect((await served.get(`${configMaps}?fieldSelector=${encodeURIComponent(selector)}`)).code).toBe(400),
      );
    },
  );

  test.each([
    '',
    'x',
    'eyJ9',
    Buffer.from('{"v":"meta.k8s.io/v1","rv":-1,"start":"a"}').toString('base64url'),
    Buffer.from('{"v":"meta.k8s.io/v1","rv":1e99,"start":"a/b"}').toString('base64url'),
    '%00%ff',
    'A'.repeat(9000),
  ])('the continue token %j', async (token) => {
    await unharmed(async () => {
      const answered = await served.get(`${configMaps}?limit=1&continue=${encodeURIComponent(token)}`);
      expect(token === '' ? [200] : [400, 410]).toContain(answered.code);
    });
  });

  test('limits, times and versions that are no numbers', async () => {
    await unharmed(async () => {
      for (const query of [
        'limit=many',
        'limit=1e9',
        'timeoutSeconds=x',
        'resourceVersion=-1',
        'resourceVersion=99999999999999999999',
      ])
        expect([query, (await served.get(`${configMaps}?${query}`)).code]).toEqual([query, 400]);
      expect((await served.get(`${configMaps}?limit=-5`)).code).toBe(200);
    });
  });

  test('a target that is too long', async () => {
    await unharmed(async () =>
      expect([414, 431]).toContain(
        (await served.get(`${configMaps}?${'x'.repeat(17_000)}`).catch(() => ({ code: 431 }))).code,
      ),
    );
  });
});

/** Requests that were understood are in the log even if they are refused; the state stays. */
const unharmedButForInputs = async (asking: () => Promise<unknown>): Promise<void> => {
  await served.advance('1s');
  const before = served.cluster.core.state.hash();
  await asking();
  expect(served.cluster.core.state.hash()).toBe(before);
  expect((await served.get('/healthz')).text).toBe('ok');
};

/** Writes bytes to the server and gives what comes back until it hangs up. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(served.port, '127.0.0.1', () => socket.write(text));
    socket
      .on('data', (piece) => (answer += piece.toString()))
      .on('close', () => resolve(answer))
      .on('error', () => resolve(answer));
  });

const host = (): string => `Host: 127.0.0.1:${served.port}`;

describe('SV-21: connections that misbehave do no harm', () => {
  test('what is no HTTP', async () => {
    await unharmed(async () => {
      expect(await raw('\u0000\u0001nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
      expect(await raw(`GET / HTTP/1.1\r\n${host()}\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 4\d\d /);
    });
  });

  test('a request that breaks off half way is none', async () => {
    await unharmed(async () => {
      for (let i = 0; i < 20; i++) {
        const socket = connect(served.port, '127.0.0.1');
        await new Promise((resolve) => socket.on('connect', resolve));
        socket.write(
          `POST ${configMaps} HTTP/1.1\r\n${host()}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"metadata":{"name":"half"}}`,
        );
        await new Promise((resolve) => setTimeout(resolve, 2));
        socket.destroy();
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect((await served.get(`${configMaps}/half`)).code).toBe(404);
    });
  });

  test('thousands that say nothing', async () => {
    await unharmed(async () => {
      const sockets = Array.from({ length: 2000 }, () =>
        connect(served.port, '127.0.0.1').on('error', () => undefined),
      );
      await Promise.all(
        sockets.map((socket) => new Promise((resolve) => socket.on('connect', resolve).on('close', resolve))),
      );
      expect((await served.get('/readyz')).code).toBe(200);
      for (const socket of sockets) socket.destroy();
    });
  });
});

describe('SV-22: only its own Host and Origin are served, and elsewhere than on loopback only with a token', () => {
  test('another Host, another Origin', async () => {
    await unharmed(async () => {
      expect((await served.get('/version', { Host: 'evil.example' })).code).toBe(403);
      expect((await served.get('/version', { Host: `localhost:${served.port}` })).code).toBe(200);
      expect((await served.get('/version', { Origin: 'https://evil.example' })).code).toBe(403);
      expect((await served.get('/version', { Origin: served.url })).code).toBe(200);
      expect((await served.ask('POST', '/orrery/v1/clock/advance', { by: '1h' }, { Origin: 'null' })).code).toBe(403);
    });
  });

  test('a token', async () => {
    const guarded = await serving({}, { token: 'secret' });
    expect((await guarded.get('/version')).code).toBe(401);
    expect((await guarded.get('/version', { Authorization: 'Bearer wrong!' })).code).toBe(401);
    expect((await guarded.get('/version', { Authorization: 'Bearer secret' })).code).toBe(200);
    await guarded.close();
  });
});

describe('SV-23: exec, attach, port-forward and cp are refused at once, with the reason', () => {
  test.each(['exec', 'attach', 'portforward'])('%s', async (what) => {
    const path = `/api/v1/namespaces/default/pods/x/${what}`;
    const refused = await served.ask('POST', path);
    expect([refused.code, refused.json['reason'], refused.json['message']]).toEqual([
      501,
      'NotImplemented',
      expect.stringContaining('not simulated'),
    ]);
    const upgraded = await raw(
      `GET ${path} HTTP/1.1\r\n${host()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    expect(upgraded).toMatch(/^HTTP\/1.1 501 .*not simulated/s);
  });
});
