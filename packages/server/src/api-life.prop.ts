import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { sessionProblems, type Shown } from './api-life.fixture.ts';
import { serving, type Answered, type Served } from './served.fixture.ts';

const pods = '/api/v1/namespaces/default/pods';
const names = ['a', 'b', 'c'] as const;

type Act =
  | {
      readonly type: 'create' | 'delete' | 'kill' | 'label' | 'replace' | 'stale' | 'finalize' | 'release';
      readonly name: (typeof names)[number];
      readonly value: string;
    }
  | { readonly type: 'wait'; readonly by: string };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom('create', 'create', 'delete', 'kill', 'label', 'replace', 'stale', 'finalize', 'release'),
      name: fc.constantFrom(...names),
      value: fc.constantFrom('x', 'y', 'z'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait' as const), by: fc.constantFrom('1ms', '2s', '45s') }) },
);

const metadataOf = ({ json }: Answered): JsonObject => (json['metadata'] ?? {}) as JsonObject;

/** Does one thing over HTTP; gives the version that a successful write was answered with. */
const done = async (served: Served, one: Act, seen: Map<string, JsonObject>): Promise<number | undefined> => {
  if (one.type === 'wait') {
    await served.advance(one.by);
    return undefined;
  }
  const path = `${pods}/${one.name}`;
  const before = served.cluster.position;
  const answered = await asked(served, one, path, seen);
  if (answered === undefined || answered.code >= 400) return undefined;
  if (answered.json['kind'] === 'Pod') seen.set(one.name, answered.json);
  const version = Number(metadataOf(answered)['resourceVersion']);
  return version > before ? version : undefined;
};

const asked = async (
  served: Served,
  { type, name, value }: Exclude<Act, { readonly type: 'wait' }>,
  path: string,
  seen: Map<string, JsonObject>,
): Promise<Answered | undefined> => {
  switch (type) {
    case 'create':
      return served.ask('POST', pods, {
        metadata: { name },
        spec: { containers: [{ name: 'main', image: 'nginx:1' }] },
      });
    case 'delete':
      return served.ask('DELETE', path);
    case 'kill':
      return served.ask('DELETE', `${path}?gracePeriodSeconds=0`);
    case 'label':
      return served.ask('PATCH', path, { metadata: { labels: { value } } });
    case 'finalize':
      return served.ask('PATCH', path, { metadata: { finalizers: ['example.com/hold'] } });
    case 'release':
      return served.ask('PATCH', path, { metadata: { finalizers: null } });
    case 'replace': {
      const { json, code } = await served.get(path);
      return code === 200
        ? served.ask('PUT', path, {
            ...json,
            metadata: { ...(json['metadata'] as JsonObject), annotations: { value } },
          })
        : undefined;
    }
    case 'stale':
      return stale(served, name, path, value, seen);
    default:
      return type satisfies never;
  }
};

/** Writes what was seen some time ago: refused, if anything has happened to the object since. */
const stale = async (
  served: Served,
  name: string,
  path: string,
  value: string,
  seen: Map<string, JsonObject>,
): Promise<Answered | undefined> => {
  const old = seen.get(name);
  if (old === undefined) return undefined;
  const now = await served.get(path);
  const metadata = old['metadata'] as JsonObject;
  const answered = await served.ask('PUT', path, { ...old, metadata: { ...metadata, annotations: { value } } });
  const isLatest = now.code === 200 && metadataOf(now)['resourceVersion'] === metadata['resourceVersion'];
  if (!isLatest) expect([404, 409]).toContain(answered.code);
  return answered;
};

const session = async (acts: readonly Act[]): Promise<Shown> => {
  const served = await serving();
  await served.advance('1s');
  const watch = await served.watch(`${pods}?watch=true&resourceVersion=${served.cluster.position}`);
  const written: number[] = [];
  const seen = new Map<string, JsonObject>();
  for (const one of acts) {
    const version = await done(served, one, seen);
    if (version !== undefined) written.push(version);
  }
  // The last of all pods: when the watch has it, it has everything.
  await served.ask('POST', pods, {
    metadata: { name: 'last' },
    spec: { containers: [{ name: 'main', image: 'nginx:1' }] },
  });
  await watch.until(({ told }) => told.includes('ADDED last'));
  const list = ((await served.get(pods)).json['items'] as readonly JsonObject[]).map((item) => item);
  const last = watch.events.findIndex(({ object }) => (object['metadata'] as JsonObject)['name'] === 'last');
  await served.close();
  return { written, events: watch.events.slice(0, last + 1), list };
};

describe('SV-50: over random requests, versions grow, no update is lost, no deletion is undone, and a watch gives the list', () => {
  test('over HTTP', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        expect(sessionProblems(await session(acts))).toEqual([]);
      }),
      { seed: 20_261_123, numRuns: 20 },
    );
  });

  const acts: readonly Act[] = [
    { type: 'create', name: 'a', value: 'x' },
    { type: 'finalize', name: 'a', value: 'x' },
    { type: 'delete', name: 'a', value: 'x' },
    { type: 'create', name: 'b', value: 'x' },
    { type: 'label', name: 'b', value: 'y' },
    { type: 'wait', by: '45s' },
    { type: 'kill', name: 'b', value: 'x' },
  ];

  const undone = ({ type, object }: Shown['events'][number]): Shown['events'][number] => {
    const { deletionTimestamp: _, ...metadata } = object['metadata'] as JsonObject;
    return { type, object: { ...object, metadata } };
  };

  test.each<[string, (shown: Shown) => Shown]>([
    ['an event is lost', ({ events, ...rest }) => ({ ...rest, events: events.filter((_, i) => i !== 0) })],
    [
      'the last event of an object is lost',
      ({ events, ...rest }) => ({ ...rest, events: events.filter((_, i) => i !== events.length - 1) }),
    ],
    [
      'two events change places',
      ({ events, ...rest }) => ({
        ...rest,
        events: [events[1], events[0], ...events.slice(2)].flatMap((one) => one ?? []),
      }),
    ],
    [
      'an event comes twice',
      ({ events, ...rest }) => ({ ...rest, events: events.flatMap((one, i) => (i === 1 ? [one, one] : [one])) }),
    ],
    [
      'a deletion is undone',
      ({ events, ...rest }) => ({
        ...rest,
        events: events.map((one, i) => (i === events.length - 2 ? undone(one) : one)),
      }),
    ],
    ['a write has an old version', ({ written, ...rest }) => ({ ...rest, written: [...written, written[0] ?? 0] })],
    [
      'the list has what was deleted',
      ({ list, events, ...rest }) => ({
        ...rest,
        events,
        list: [...list, ...(events[0] === undefined ? [] : [{ metadata: { name: 'ghost' } }])],
      }),
    ],
  ])('it is noticed when %s', async (_what, spoilt) => {
    const shown = await session(acts);
    expect(sessionProblems(shown)).toEqual([]);
    expect(sessionProblems(spoilt(shown))).not.toEqual([]);
  });
});
