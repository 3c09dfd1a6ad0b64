import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kindNames, kinds, type KindName } from '@orrery/core/cluster';
import type { Json, JsonObject } from '@orrery/core/engine';
import { namesIn, serving, type Served } from '../served.fixture.ts';

let served: Served;
beforeEach(async () => {
  served = await serving();
});
afterEach(() => served.close());

const pod = { containers: [{ name: 'main', image: 'nginx:1' }] };
const labels = { app: 'x' };
const workload = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } };
const role = { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] };
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'x' };

/** What an object of each kind needs beside its name. */
const least: Partial<Record<string, JsonObject>> = {
  Pod: { spec: pod },
  Service: { spec: { clusterIP: 'None', selector: labels } },
  StatefulSet: { spec: { ...workload, serviceName: 'x' } },
  DaemonSet: { spec: workload },
  ReplicaSet: { spec: workload },
  Deployment: { spec: workload },
  ControllerRevision: { revision: 1, data: {} },
  StorageClass: { provisioner: 'example.com/disk' },
  PersistentVolume: {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } },
  },
  PersistentVolumeClaim: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  VolumeAttachment: { spec: { attacher: 'example.com', nodeName: 'node-0', source: { persistentVolumeName: 'x' } } },
  ClusterRole: role,
  ClusterRoleBinding: { roleRef },
  Role: role,
  RoleBinding: { roleRef },
  Event: {
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'x' },
    reason: 'Tested',
    message: 'it was',
    type: 'Normal',
  },
  EndpointSlice: { addressType: 'IPv4', endpoints: [] },
  PodDisruptionBudget: { spec: { minAvailable: 1, selector: { matchLabels: labels } } },
  PriorityClass: { value: 7 },
};

const collectionOf = (kind: KindName): string => {
  const { group, version, plural, namespaced } = kinds[kind];
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespaced ? `${root}/namespaces/default/${plural}` : `${root}/${plural}`;
};

const labelled = (json: Json | undefined): string => JSON.stringify((json as JsonObject | undefined)?.['labels'] ?? {});

describe('SV-1: every kind is created, read, listed, patched, updated and deleted by its path', () => {
  // Events are what components report: nobody else writes them here.
  test.each(kindNames.filter((kind) => kind !== 'Event'))('%s', async (kind) => {
    const { group, version } = kinds[kind];
    const collection = collectionOf(kind);
    const object = {
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind,
      metadata: { name: 'x1' },
      ...least[kind],
    };
    const made = await served.ask('POST', collection, object);
    expect([made.code, made.json['message']]).toEqual([201, undefined]);
    expect((await served.get(`${collection}/x1`)).json['kind']).toBe(kind);
    const listed = await served.get(collection);
    expect(listed.json['kind']).toBe(`${kind}List`);
    expect(namesIn(listed)).toContain('x1');
    const patched = await served.ask('PATCH', `${collection}/x1`, { metadata: { labels: { seen: 'yes' } } });
    expect([patched.code, labelled(patched.json['metadata'])]).toEqual([200, expect.stringContaining('"seen":"yes"')]);
    const again = await served.ask('PUT', `${collection}/x1`, patched.json);
    expect([again.code, again.json['message']]).toEqual([200, undefined]);
    const stale = await served.ask('PUT', `${collection}/x1`, {
      ...made.json,
      metadata: { ...(made.json['metadata'] as JsonObject), labels: { b: 'c' } },
    });
    expect([stale.code, stale.json['reason']]).toEqual([409, 'Conflict']);
    const table = await served.get(`${collection}/x1`, {
      Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
    });
    expect(table.json['kind']).toBe('Table');
    const gone = await served.ask('DELETE', `${collection}/x1`);
    expect([200, 202]).toContain(gone.code);
  });
});

const configMap = (name: string, data: JsonObject = {}): JsonObject => ({ metadata: { name }, data });
const configMaps = '/api/v1/namespaces/default/configmaps';

describe('SV-2: a list is read page by page in one and the same state', () => {
  test('whatever is created and deleted in between, by position and key alone', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await served.ask('POST', configMaps, configMap(name));
    const first = await served.get(`${configMaps}?limit=2`);
    expect(namesIn(first)).toEqual(['a', 'b']);
    const meta = first.json['metadata'] as JsonObject;
    expect(meta['remainingItemCount']).toBe(4); // the namespace's own certificates among them
    await served.ask('DELETE', `${configMaps}/c`);
    await served.ask('POST', configMaps, configMap('bb'));
    const second = await served.get(`${configMaps}?limit=2&continue=${String(meta['continue'])}`);
    expect(namesIn(second)).toEqual(['c', 'd']);
    expect((second.json['metadata'] as JsonObject)['resourceVersion']).toBe(meta['resourceVersion']);
    // Many other lists later the snapshot is no longer at hand, and the past is read from the log.
    for (let i = 0; i < 10; i++) {
      await served.ask('POST', configMaps, configMap(`z${i}`));
      await served.get(`${configMaps}?limit=1`);
    }
    const third = await served.get(
      `${configMaps}?limit=2&continue=${String((second.json['metadata'] as JsonObject)['continue'])}`,
    );
    expect(namesIn(third)).toEqual(['e', 'kube-root-ca.crt']);
    expect((third.json['metadata'] as JsonObject)['continue']).toBeUndefined();
  });

  test('a selector chooses, and then nothing is said of what remains', async () => {
    for (const name of ['a', 'b', 'c'])
      await served.ask('POST', configMaps, { metadata: { name, labels: { of: name === 'b' ? 'y' : 'x' } } });
    const page = await served.get(`${configMaps}?labelSelector=of%3Dx&limit=1`);
    expect(namesIn(page)).toEqual(['a']);
    const meta = page.json['metadata'] as JsonObject;
    expect([typeof meta['continue'], meta['remainingItemCount']]).toEqual(['string', undefined]);
    expect(namesIn(await served.get(`${configMaps}?fieldSelector=metadata.name%3Dc`))).toEqual(['c']);
  });
});

describe('SV-3: any past version can be read', () => {
  test('exactly that one, or one that is not older', async () => {
    const made = await served.ask('POST', configMaps, configMap('a', { k: '1' }));
    const version = (made.json['metadata'] as JsonObject)['resourceVersion'] as string;
    await served.ask('PATCH', `${configMaps}/a`, { data: { k: '2' } });
    const dataIn = (answer: { readonly json: JsonObject }): Json | undefined =>
      ((answer.json['items'] as readonly JsonObject[])[0] as JsonObject)['data'];
    expect(
      dataIn(
        await served.get(
          `${configMaps}?fieldSelector=metadata.name%3Da&resourceVersion=${version}&resourceVersionMatch=Exact`,
        ),
      ),
    ).toEqual({ k: '1' });
    expect(
      dataIn(await served.get(`${configMaps}?fieldSelector=metadata.name%3Da&resourceVersion=${version}`)),
    ).toEqual({ k: '2' });
    expect(namesIn(await served.get(`${configMaps}?resourceVersion=1&resourceVersionMatch=Exact`))).toEqual([]);
  });

  test('one that has not come yet is refused, and so are options that do not go together', async () => {
    const early = await served.get(`${configMaps}?resourceVersion=999999&resourceVersionMatch=Exact`);
    expect([early.code, early.json['reason']]).toEqual([504, 'Timeout']);
    for (const query of [
      'resourceVersionMatch=Exact',
      'resourceVersion=0&resourceVersionMatch=Exact',
      'resourceVersionMatch=Sometimes&resourceVersion=1',
      'sendInitialEvents=true',
    ]) {
      const refused = await served.get(`${configMaps}?${query}`);
      expect([query, refused.code, refused.json['reason']]).toEqual([query, 422, 'Invalid']);
    }
    expect((await served.get(`${configMaps}?resourceVersion=soon`)).code).toBe(400);
  });
});

describe('SV-4: objects are shown as tables, as metadata, as YAML', () => {
  test('with what goes with a row as it is wanted', async () => {
    await served.ask('POST', configMaps, configMap('a', { k: '1' }));
    const rowsOf = async (query: string): Promise<readonly JsonObject[]> => {
      const { json } = await served.get(`${configMaps}?fieldSelector=metadata.name%3Da${query}`, {
        Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
      });
      expect((json['columnDefinitions'] as readonly JsonObject[]).map(({ name }) => name)).toEqual([
        'Name',
        'Data',
        'Age',
      ]);
      return json['rows'] as readonly JsonObject[];
    };
    expect((await rowsOf(''))[0]).toMatchObject({
      cells: ['a', 1, '0s'],
      object: { kind: 'PartialObjectMetadata', metadata: { name: 'a' } },
    });
    expect((await rowsOf('&includeObject=None'))[0]).not.toHaveProperty('object');
    expect((await rowsOf('&includeObject=Object'))[0]).toMatchObject({ object: { data: { k: '1' } } });
    expect((await served.get(`${configMaps}?includeObject=Half`)).code).toBe(400);
    const metadata = await served.get(configMaps, {
      Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    });
    expect(metadata.json['kind']).toBe('PartialObjectMetadataList');
    const yaml = await served.get(`${configMaps}/a`, { Accept: 'application/yaml' });
    expect([yaml.headers['content-type'], yaml.text]).toEqual([
      'application/yaml',
      expect.stringContaining('kind: ConfigMap\n'),
    ]);
    expect((await served.get(configMaps, { Accept: 'image/png' })).code).toBe(406);
  });
});

describe('SV-5: what a request says beside its object is heeded', () => {
  test('a dry run stores nothing', async () => {
    await served.advance('1s');
    const before = served.cluster.position;
    expect((await served.ask('POST', `${configMaps}?dryRun=All`, configMap('a'))).code).toBe(201);
    expect((await served.get(`${configMaps}/a`)).code).toBe(404);
    expect(served.cluster.position).toBe(before);
    expect((await served.ask('POST', `${configMaps}?dryRun=Some`, configMap('a'))).code).toBe(422);
  });

  test('unknown fields are refused, warned of, or dropped', async () => {
    const odd = { ...configMap('a'), bogus: 1 };
    const strict = await served.ask('POST', `${configMaps}?fieldValidation=Strict`, odd);
    expect([strict.code, strict.json['message']]).toEqual([
      400,
      expect.stringContaining('strict decoding error: unknown field "bogus"'),
    ]);
    const warned = await served.ask('POST', `${configMaps}?fieldValidation=Warn`, odd);
    expect([warned.code, warned.headers['warning']]).toEqual([201, expect.stringContaining('299 - "unknown field')]);
    const ignored = await served.ask('POST', `${configMaps}?fieldValidation=Ignore`, {
      ...odd,
      metadata: { name: 'b' },
    });
    expect([ignored.code, ignored.headers['warning']]).toEqual([201, undefined]);
    expect((await served.ask('POST', `${configMaps}?fieldValidation=Loose`, odd)).code).toBe(422);
  });

  test('sub-resources, options of deletions, collections', async () => {
    const sets = '/apis/apps/v1/namespaces/default/statefulsets';
    await served.ask('POST', sets, { metadata: { name: 'web' }, spec: { ...workload, serviceName: 'x', replicas: 1 } });
    const scaled = await served.ask('PATCH', `${sets}/web/scale`, { spec: { replicas: 3 } });
    expect([scaled.json['kind'], scaled.json['spec']]).toEqual(['Scale', { replicas: 3 }]);
    // kubectl debug, which asks for one that is not served, needs the details.
    const unknown = await served.ask('PUT', `${sets}/web/nonsense`, {});
    expect([unknown.code, unknown.json['details']]).toEqual([404, {}]);
    await served.advance('1m');
    expect(namesIn(await served.get('/api/v1/namespaces/default/pods'))).toEqual(['web-0', 'web-1', 'web-2']);
    const gone = await served.ask('DELETE', `${sets}/web`, {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Orphan',
    });
    expect([gone.code, gone.json['message']]).toEqual([200, undefined]);
    await served.advance('1m');
    expect(namesIn(await served.get('/api/v1/namespaces/default/pods'))).toHaveLength(3);
    const evicted = await served.ask('POST', '/api/v1/namespaces/default/pods/web-1/eviction', {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'web-1' },
    });
    expect(evicted.code).toBe(201);
    const all = await served.ask(
      'DELETE',
      '/api/v1/namespaces/default/pods?labelSelector=app%3Dx&gracePeriodSeconds=0',
    );
    expect(all.code).toBe(200);
    expect(namesIn(await served.get('/api/v1/namespaces/default/pods'))).toEqual([]);
  });

  test('a refusal that says when to ask again says it in a header too', async () => {
    await served.ask('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', {
      metadata: { name: 'x' },
      spec: { minAvailable: 1, selector: { matchLabels: labels } },
    });
    await served.ask('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'p', labels }, spec: pod });
    await served.advance('1m');
    const refused = await served.ask('POST', '/api/v1/namespaces/default/pods/p/eviction', {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'p' },
    });
    expect([refused.code, refused.json['reason']]).toEqual([429, 'TooManyRequests']);
  });
});
