import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { serving, type Served } from '../served.fixture.ts';

let served: Served;
beforeEach(async () => {
  served = await serving();
});
afterEach(() => served.close());

const configMaps = '/api/v1/namespaces/default/configmaps';

const create = (name: string, of = 'x'): Promise<unknown> =>
  served.ask('POST', configMaps, { metadata: { name, labels: { of } } });

const versionNow = async (): Promise<string> => {
  const { json } = await served.get(configMaps);
  return String((json['metadata'] as JsonObject)['resourceVersion']);
};

describe('SV-10: a watch gives every change after its version, in order, as it comes', () => {
  test('from a version on; without one, what there is comes first', async () => {
    await create('a');
    const version = await versionNow();
    const later = await served.watch(`${configMaps}?watch=true&resourceVersion=${version}`);
    const all = await served.watch(`${configMaps}?watch=1&fieldSelector=metadata.name!%3Dkube-root-ca.crt`);
    await create('b');
    await served.ask('PATCH', `${configMaps}/a`, { data: { k: 'v' } });
    await served.ask('DELETE', `${configMaps}/b`);
    await later.until(({ events }) => events.length === 3);
    expect(later.told).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b']);
    await all.until(({ events }) => events.length === 4);
    expect(all.told).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b']);
    const versions = all.events.map(({ object }) => Number((object['metadata'] as JsonObject)['resourceVersion']));
    expect(versions.toSorted((a, b) => a - b)).toEqual(versions);
    expect(new Set(versions).size).toBe(4);
  });

  test('also from a version whose changes are no longer at hand', async () => {
    await served.close();
    served = await serving({}, { keptChanges: 100 });
    const version = await versionNow();
    await create('a');
    for (let i = 0; i < 2_000; i++)
      served.cluster.write('test', {
        verb: 'patch',
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'a',
        patchType: 'merge',
        body: { data: { i: String(i) } },
      });
    const watch = await served.watch(
      `${configMaps}?watch=true&resourceVersion=${version}&fieldSelector=metadata.name%3Da`,
    );
    await watch.until(({ events }) => events.length === 2_001);
    expect(watch.told.slice(0, 2)).toEqual(['ADDED a', 'MODIFIED a']);
    expect(watch.events.slice(1).map(({ object }) => (object['data'] as JsonObject)['i'])).toEqual(
      Array.from({ length: 2_000 }, (_, i) => String(i)),
    );
  });

  test('a version that has not come yet is refused', async () => {
    const refused = await served.get(`${configMaps}?watch=true&resourceVersion=99999`);
    expect([refused.code, refused.json['reason']]).toEqual([504, 'Timeout']);
  });
});

describe('SV-11: initial events end with a bookmark, where that is asked for', () => {
  test('after everything that there is', async () => {
    await create('a');
    await create('b');
    const watch = await served.watch(
      `${configMaps}?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&labelSelector=of%3Dx`,
    );
    await watch.until(({ events }) => events.length === 3);
    expect(watch.told.slice(0, 2)).toEqual(['ADDED a', 'ADDED b']);
    expect(watch.events[2]).toMatchObject({
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    });
    await create('c');
    await watch.until(({ events }) => events.length === 4);
    expect(watch.told[3]).toBe('ADDED c');
  });
});

describe('SV-12: entering a selection counts as coming, leaving it as going', () => {
  test('by labels and by fields', async () => {
    const watch = await served.watch(
      `${configMaps}?watch=true&resourceVersion=${await versionNow()}&labelSelector=of%3Dx`,
    );
    await create('a', 'y');
    await served.ask('PATCH', `${configMaps}/a`, { metadata: { labels: { of: 'x' } } });
    await served.ask('PATCH', `${configMaps}/a`, { metadata: { labels: { more: 'z' } } });
    await served.ask('PATCH', `${configMaps}/a`, { metadata: { labels: { of: 'y' } } });
    await served.ask('DELETE', `${configMaps}/a`);
    await create('b');
    await watch.until(({ told }) => told.includes('ADDED b'));
    expect(watch.told).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED b']);
    // What went is shown as it was in the selection, with the version of its going.
    const [, modified, deleted] = watch.events.map(({ object }) => object['metadata'] as JsonObject);
    expect(deleted?.['labels']).toEqual(modified?.['labels']);
    expect(Number(deleted?.['resourceVersion'])).toBeGreaterThan(Number(modified?.['resourceVersion']));
  });
});

describe('SV-13: a watch of tables has one row an event, and its columns once', () => {
  test('with ages as of the event', async () => {
    const only = 'fieldSelector=metadata.name%3Da';
    const watch = await served.watch(`${configMaps}?watch=true&${only}&resourceVersion=${await versionNow()}`, {
      Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    await create('a');
    await served.advance('30s');
    await served.ask('PATCH', `${configMaps}/a`, { data: { k: 'v' } });
    await watch.until(({ events }) => events.length === 2);
    const [first, second] = watch.events.map(({ object }) => object);
    expect(first?.['columnDefinitions']).toHaveLength(3);
    expect(second?.['columnDefinitions']).toBe(null);
    expect(watch.events.map(({ object }) => ((object['rows'] as JsonObject[])[0] as JsonObject)['cells'])).toEqual([
      ['a', 0, '0s'],
      ['a', 1, '30s'],
    ]);
  });
});

describe('SV-14: a reader that is slow, or reads nothing, loses nothing and holds up nobody', () => {
  test('what it has not read stays in the log, not in memory', async () => {
    const only = 'fieldSelector=metadata.name%3Dbig';
    const slow = await served.watch(`${configMaps}?watch=true&${only}&resourceVersion=${await versionNow()}`);
    slow.response.pause();
    await create('big');
    const filler = 'x'.repeat(20_000);
    const quick = await served.watch(`${configMaps}?watch=true&resourceVersion=${await versionNow()}`);
    const rounds = 500;
    for (let i = 0; i < rounds; i++)
      served.cluster.write('test', {
        verb: 'patch',
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'big',
        patchType: 'merge',
        body: { data: { i: String(i), filler } },
      });
    await quick.until(({ events }) => events.length === rounds);
    // Ten megabytes are on their way; of the unread ones no more waits here than a few writes.
    expect(served.unsent()).toBeLessThan(1_000_000);
    slow.response.resume();
    await slow.until(({ events }) => events.length === rounds + 1);
    expect(slow.events.slice(1).map(({ object }) => (object['data'] as JsonObject)['i'])).toEqual(
      Array.from({ length: rounds }, (_, i) => String(i)),
    );
  });

  test('a watch ends when its time is up, or the client goes', async () => {
    const watch = await served.watch(`${configMaps}?watch=true&timeoutSeconds=1`);
    await watch.until(({ ended }) => ended);
    const left = await served.watch(`${configMaps}?watch=true`);
    left.stop();
    await create('after');
    expect((await served.get(`${configMaps}/after`)).code).toBe(200);
  });
});
