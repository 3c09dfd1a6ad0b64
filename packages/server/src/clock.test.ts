import { afterEach, describe, expect, test } from 'vitest';
import * as E from 'fp-ts/lib/Either.js';
import { decodeLogFile, type JsonObject } from '@orrery/core/engine';
import { clusterEvents } from '@orrery/core/cluster';
import { installedControllers } from '@orrery/controllers';
import { Player, Scenario } from '@orrery/scenario';
import { namesIn, serving, type Answered, type Served } from './served.fixture.ts';

const open: Served[] = [];
const started = async (...given: Parameters<typeof serving>): Promise<Served> => {
  const served = await serving(...given);
  open.push(served);
  return served;
};
afterEach(async () => {
  for (const served of open.splice(0)) await served.close();
});

const pods = '/api/v1/namespaces/default/pods';
const labels = { app: 'web' };
const statefulSet: JsonObject = {
  metadata: { name: 'web' },
  spec: {
    serviceName: 'web',
    replicas: 3,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx:1' }] } },
  },
};
const create = (served: Served): Promise<Answered> =>
  served.ask('POST', '/apis/apps/v1/namespaces/default/statefulsets', statefulSet);

const wind = (served: Served, what: string, body: JsonObject = {}): Promise<Answered> =>
  served.ask('POST', `/orrery/v1/${what}`, body);

const clock = async (served: Served): Promise<JsonObject> => (await served.get('/orrery/v1/clock')).json;

/** Until something holds of the clock; fails when it never does. */
const until = async (served: Served, holds: (clock: JsonObject) => boolean): Promise<void> => {
  for (let i = 0; i < 1000; i++) {
    if (holds(await clock(served))) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`the clock stands so: ${JSON.stringify(await clock(served))}`);
};

describe('SV-30: virtual time follows the wall clock at the speed that is wanted', () => {
  test('so many times as fast; not at all when paused', async () => {
    const served = await started({}, { speed: 10 });
    served.pass(3000);
    await until(served, ({ microseconds }) => microseconds === 30_000_000);
    await wind(served, 'clock/speed', { speed: 'paused' });
    served.pass(5000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await clock(served))['microseconds']).toBe(30_000_000);
    await wind(served, 'clock/speed', { speed: 0.5 });
    served.pass(2000);
    await until(served, ({ microseconds }) => microseconds === 31_000_000);
  });

  test('asap: until nothing but periodic notices is due, however long that takes', async () => {
    const served = await started({}, { speed: 'asap' });
    await create(served);
    await until(served, ({ quiet, microseconds }) => quiet === true && Number(microseconds) > 0);
    expect(namesIn(await served.get(pods))).toEqual(['web-0', 'web-1', 'web-2']);
    const { microseconds } = await clock(served);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await clock(served))['microseconds']).toBe(microseconds);
  });

  test('SV-38: at asap time waits a moment after a write, so that its writer can begin to watch what comes of it', async () => {
    const served = await started({}, { speed: 'asap', graceMs: 300 });
    await create(served);
    const { microseconds } = await clock(served);
    await served.get(pods);
    expect((await clock(served))['microseconds']).toBe(microseconds);
    await until(served, ({ quiet, microseconds: later }) => quiet === true && Number(later) > Number(microseconds));
    expect(namesIn(await served.get(pods))).toHaveLength(3);
  });

  test.each([-1, 'fast', 1e9, null, ''])('no speed: %j', async (speed) => {
    const refused = await wind(await started(), 'clock/speed', { speed });
    expect([refused.code, refused.json['reason']]).toEqual([400, 'BadRequest']);
  });
});

describe('SV-31: the clock is wound by so much, to an instant, by steps, or until something holds', () => {
  test('advance', async () => {
    const served = await started();
    expect((await wind(served, 'clock/advance', { by: '90s' })).json['now']).toBe('1m30s');
    expect((await wind(served, 'clock/advance', { to: '2m' })).json['now']).toBe('2m0s');
    for (const body of [{}, { by: '1s', to: '5m' }, { to: '1s' }, { by: 'soon' }, { by: 5 }, { till: '1s' }])
      expect([body, (await wind(served, 'clock/advance', body)).code]).toEqual([body, 400]);
  });

  test('step goes to the next instant at which something is due', async () => {
    const served = await started();
    await served.advance('1s');
    await create(served);
    const due = served.cluster.core.simulation.dueAt;
    await wind(served, 'clock/step');
    expect(served.cluster.now).toBe(due);
    const { position } = served.cluster;
    await wind(served, 'clock/step', { instants: 200 });
    expect(served.cluster.position).toBeGreaterThan(position);
    expect((await wind(served, 'clock/step', { instants: 0 })).code).toBe(400);
  });

  test('run-until, with what kubectl says on the way', async () => {
    const served = await started();
    await create(served);
    const rolled = await wind(served, 'clock/run-until', { for: 'rollout', on: 'sts/web' });
    expect([rolled.json['held'], rolled.json['said']]).toEqual([
      true,
      expect.stringContaining('roll out complete: 3 new pods'),
    ]);
    const waited = await wind(served, 'clock/run-until', { for: 'condition=Ready', on: 'pod/web-9', timeout: '5s' });
    expect([waited.json['held'], waited.json['said']]).toEqual([false, expect.stringContaining('"web-9" not found')]);
    const late = await wind(served, 'clock/run-until', { for: 'delete', on: 'pod/web-0', timeout: '5s' });
    expect([late.json['held'], late.json['said']]).toEqual([false, expect.stringContaining('timed out')]);
    expect((await wind(served, 'clock/run-until', { for: 'quiet' })).json['held']).toBe(true);
    expect((await wind(served, 'clock/run-until', { for: 'sunrise', on: 'pod/a' })).code).toBe(400);
    expect((await wind(served, 'clock/run-until', {})).code).toBe(400);
  });
});

describe('SV-32: a fault can be let happen', () => {
  test('and what befalls nothing is refused', async () => {
    const served = await started();
    await served.advance('1s');
    expect((await wind(served, 'faults', { crash: 'node/node-1' })).code).toBe(200);
    await served.advance('2m');
    const { json } = await served.get('/api/v1/nodes/node-1', {
      Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    expect(json['rows']).toMatchObject([{ cells: expect.arrayContaining(['node-1', 'NotReady']) as unknown }]);
    for (const body of [
      { crash: 'node/none' },
      { smash: 'node/node-0' },
      {},
      { crash: 'node/node-0', heal: 'node/node-0' },
      { crash: 7 },
    ])
      expect([body, (await wind(served, 'faults', body)).code >= 400]).toEqual([body, true]);
  });
});

describe('SV-33: a rewind takes back what was later, and keeps its log', () => {
  test('watchers are told, the log so far is whole, and other things can happen', async () => {
    const served = await started();
    await served.advance('1s');
    await create(served);
    await served.advance('10s');
    const then = namesIn(await served.get(pods));
    const hash = served.cluster.core.state.hash();
    const place = `#${served.cluster.position}`;
    const watch = await served.watch(`${pods}?watch=true`);
    await served.ask('DELETE', '/apis/apps/v1/namespaces/default/statefulsets/web');
    await served.advance('5m');
    expect(namesIn(await served.get(pods))).toEqual([]);
    const { position } = served.cluster;
    const rewound = await wind(served, 'rewind', { to: place });
    expect([rewound.code, rewound.json['closedLog'], rewound.json['log']]).toEqual([200, 'log-1', 'log-2']);
    await watch.until(({ ended }) => ended);
    expect(watch.events.at(-1)).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    expect(namesIn(await served.get(pods))).toEqual(then);
    expect(served.cluster.core.state.hash()).toBe(hash);
    const [first] = served.logs;
    const decoded = decodeLogFile(Buffer.concat(first?.pieces ?? []), clusterEvents);
    expect(E.isRight(decoded) && [decoded.right.torn, decoded.right.log.length]).toEqual([undefined, position]);
    const again = await served.watch(`${pods}?watch=true`);
    await served.ask('DELETE', `${pods}/web-0`);
    await served.advance('1m');
    await again.until(
      ({ told }) => told.includes('DELETED web-0') && told.lastIndexOf('ADDED web-0') > told.indexOf('DELETED web-0'),
    );
    for (const to of ['1h', '#99999', 'yesterday', '']) expect((await wind(served, 'rewind', { to })).code).toBe(400);
  });
});

describe('SV-34: a fork is served beside the cluster that it was forked from', () => {
  test('the same up to there, apart from there on', async () => {
    const served = await started();
    await served.advance('1s');
    await create(served);
    await served.advance('1m');
    const forked = await wind(served, 'fork', { at: `#${served.cluster.position}` });
    expect([forked.code, forked.json['position']]).toEqual([200, served.cluster.position]);
    const url = String(forked.json['server']);
    const there = async (method: string, path: string, body?: JsonObject): Promise<JsonObject> => {
      const headers = { 'Content-Type': 'application/json' };
      const sent = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
      const answer = await fetch(`${url}${path}`, sent);
      return (await answer.json()) as JsonObject; // it speaks JSON
    };
    await there('DELETE', `${pods}/web-0`, { gracePeriodSeconds: 0 });
    expect(((await there('GET', pods))['items'] as unknown[]).length).toBe(2);
    expect(namesIn(await served.get(pods))).toHaveLength(3);
  });
});

describe('SV-35: what was served is recorded, and the recording gives it again', () => {
  test('faults, rewinds and the steps of the scenario included', async () => {
    const served = await started({ steps: [{ at: 5_000_000, run: 'kubectl label node node-0 by=step' }] });
    await served.advance('1s');
    await create(served);
    await served.advance('20s');
    await wind(served, 'faults', { crash: 'node/node-0' });
    await served.advance('1m');
    await wind(served, 'rewind', { to: '30s' });
    await served.ask('PATCH', '/apis/apps/v1/namespaces/default/statefulsets/web/scale', { spec: { replicas: 5 } });
    await served.advance('2m');
    const { json } = await served.get('/orrery/v1/recording');
    const recorded = Scenario.decode(json);
    if (E.isLeft(recorded)) throw new Error('the recording is no scenario');
    expect(recorded.right.inputs?.map(({ request, fault }) => request?.verb ?? Object.keys(fault ?? {})[0])).toEqual([
      'create',
      'crash',
      'patch',
    ]);
    const player = new Player(recorded.right, { installed: installedControllers() });
    player.play();
    expect(player.cluster.core.log.digest()).toBe(served.cluster.core.log.digest());
  });
});

describe('SV-36: times are shown so that the ages that clients count are right at every speed', () => {
  test('the now of the cluster is the wall clock’s, never later, and within two seconds', async () => {
    const served = await started({}, { stamp: 'wall' });
    await served.advance('1h');
    const made = await served.ask('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'a' } });
    const stampOf = ({ json }: Answered): number =>
      Date.parse(String((json['metadata'] as JsonObject)['creationTimestamp']));
    const wallNow = Date.parse('2026-01-01T00:00:00Z');
    expect(stampOf(made)).toBe(wallNow);
    served.pass(60_000);
    expect(stampOf(await served.get('/api/v1/namespaces/default/configmaps/a'))).toBe(wallNow + 60_000);
    await served.advance('30s');
    const age = wallNow + 60_000 - stampOf(await served.get('/api/v1/namespaces/default/configmaps/a'));
    expect([age >= 30_000, age <= 32_000]).toEqual([true, true]);
  });

  test('or as the log has them', async () => {
    const served = await started({ epoch: 1_000_000_000 });
    await served.advance('10s');
    const { json } = await served.ask('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'a' } });
    expect((json['metadata'] as JsonObject)['creationTimestamp']).toBe('2001-09-09T01:46:50Z');
  });
});

describe('SV-37: every request that may change something is in the log, with its command as the cause', () => {
  test('that of kubectl, or the name of the client', async () => {
    const served = await started();
    await served.ask(
      'POST',
      '/api/v1/namespaces/default/configmaps',
      { metadata: { name: 'a' } },
      { 'Kubectl-Command': 'kubectl create' },
    );
    const { log } = served.cluster.core;
    const position =
      Array.from({ length: log.length }, (_, i) => i + 1).find((one) => log.event(one).type === 'RequestReceived') ?? 0;
    expect(log.event(position)).toMatchObject({
      command: 'kubectl create: POST /api/v1/namespaces/default/configmaps',
    });
    expect(log.at(position + 1)).toMatchObject({ cause: position, event: { type: 'Created', kind: 'ConfigMap' } });
  });
});
