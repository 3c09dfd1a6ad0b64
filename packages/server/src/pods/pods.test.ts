import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { serving, type Served } from '../served.fixture.ts';

let served: Served;
beforeEach(async () => {
  served = await serving();
});
afterEach(() => served.close());

const pods = '/api/v1/namespaces/default/pods';
const container = (name: string, more: JsonObject = {}): JsonObject => ({ name, image: 'nginx:1', ...more });
const create = (name: string, ...containers: readonly JsonObject[]): Promise<unknown> =>
  served.ask('POST', pods, { metadata: { name }, spec: { containers } });

/** Without the times. */
const told = (text: string): readonly string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/^\[\S+\] /, ''));

describe('SV-40: kubectl logs tells what the simulation knows of a container', () => {
  test('its starts, its readiness, its end', async () => {
    await create('p', container('main'));
    await served.advance('1m');
    const log = await served.get(`${pods}/p/log`);
    expect([log.code, log.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(told(log.text)).toEqual(['started', 'ready']);
    expect(log.text).toMatch(/^\[2026-01-01T00:00:\d\d\.\d{6}Z\] started\n/);
    expect((await served.get(`${pods}/p/log?timestamps=true&tailLines=1`)).text).toMatch(
      /^2026-\S+Z \[2026-\S+Z\] ready\n$/,
    );
    expect((await served.get(`${pods}/p/log?limitBytes=5`)).text).toHaveLength(5);
    expect((await served.get(`${pods}/p/log?sinceSeconds=1`)).text).toBe('');
  });

  test('followed, it goes on until the container ends', async () => {
    await create('p', container('main'));
    await served.advance('1m');
    const following = served.get(`${pods}/p/log?follow=true`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await served.ask('DELETE', `${pods}/p`);
    await served.advance('2m');
    expect(told((await following).text)).toEqual([
      'started',
      'ready',
      'asked to terminate, with 30 s of grace',
      expect.stringMatching(/^exited with code \d+/),
    ]);
  });

  test('in the words of the API, where there is none', async () => {
    await create('two', container('a'), container('b'));
    await create('stuck', container('main', { resources: { requests: { cpu: '1000' } } }));
    await served.advance('1m');
    const messageOf = async (path: string): Promise<unknown> => (await served.get(`${pods}/${path}`)).json['message'];
    expect(await messageOf('none/log')).toBe('pods "none" not found');
    expect(await messageOf('two/log')).toBe('a container name must be specified for pod two, choose one of: [a b]');
    expect(await messageOf('two/log?container=c')).toBe('container c is not valid for pod two');
    expect(await messageOf('two/log?container=a&previous=true')).toBe(
      'previous terminated container "a" in pod "two" not found',
    );
    expect(await messageOf('stuck/log')).toBe('pod stuck does not have a host assigned');
    expect((await served.get(`${pods}/two/log?container=a&tailLines=x`)).code).toBe(422);
  });
});

describe('SV-41: metrics give what running containers use or ask for', () => {
  test('as their behaviour says', async () => {
    await served.close();
    // As a file says it.
    const uses =
      "apiVersion: orrery.dev/v1alpha1\nkind: Behaviours\ncontainers: [{match: {image: 'nginx:*'}, uses: {memory: 96Mi}}]";
    const files = { 'uses.yaml': uses };
    served = await serving({ behaviours: 'uses.yaml', files });
    await create('p', container('main', { resources: { requests: { cpu: '250m', memory: '64Mi' } } }));
    await served.advance('1m');
    const { json } = await served.get('/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/p');
    expect(json['containers']).toEqual([{ name: 'main', usage: { cpu: '250m', memory: '98304Ki' } }]);
  });

  test('by pod and summed up by node', async () => {
    await create(
      'p',
      container('main', { resources: { requests: { cpu: '250m', memory: '64Mi' } } }),
      container('side', { resources: { requests: { cpu: '50m', memory: '1Mi' } } }),
    );
    await served.advance('1m');
    const metrics = '/apis/metrics.k8s.io/v1beta1';
    const { json } = await served.get(`${metrics}/namespaces/default/pods/p`);
    expect(json['containers']).toEqual([
      { name: 'main', usage: { cpu: '250m', memory: '65536Ki' } },
      { name: 'side', usage: { cpu: '50m', memory: '1024Ki' } },
    ]);
    const nodes = (await served.get(`${metrics}/nodes`)).json['items'] as readonly JsonObject[];
    expect(nodes.map(({ usage }) => (usage as JsonObject)['cpu']).toSorted()).toEqual(['0m', '300m']);
    expect(((await served.get(`${metrics}/pods`)).json['items'] as unknown[]).length).toBe(1);
    expect((await served.get(`${metrics}/namespaces/default/pods/none`)).code).toBe(404);
    expect((await served.get(`${metrics}/gadgets`)).code).toBe(404);
  });
});

describe('SV-42: who asks may do everything, and the server says what it is', () => {
  test('reviews, version, probes', async () => {
    const review = await served.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      spec: {},
    });
    expect([review.code, (review.json['status'] as JsonObject)['allowed']]).toEqual([201, true]);
    expect(
      (await served.ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {})).json['status'],
    ).toMatchObject({ userInfo: { username: 'kubernetes-admin' } });
    expect((await served.get('/version')).json).toMatchObject({
      major: '1',
      minor: '36',
      gitVersion: 'v1.36.0+orrery',
    });
    for (const path of ['/healthz', '/livez', '/readyz']) expect((await served.get(path)).text).toBe('ok');
    expect((await served.get('/nonsense')).code).toBe(404);
  });
});
