import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Body, Recent, type JsonObject } from '../../engine/index.ts';
import { TestServer } from '../handle.fixture.ts';
import type { Request, Response } from '../request.ts';
import type { StoredPod } from '../server.ts';

/** A server that knows pods again. */
class RememberingServer extends TestServer {
  readonly recentPods: Recent<StoredPod>;

  constructor(recentPods: Recent<StoredPod>) {
    super();
    this.recentPods = recentPods;
  }
}

/** Counts what it knows again. */
class CountingRecent extends Recent<StoredPod> {
  known = 0;

  override get(key: string): StoredPod | undefined {
    const found = super.get(key);
    if (found !== undefined) this.known++;
    return found;
  }
}

/** Takes pods for alike that were sent alike, whatever else their bodies come of. */
class HastyRecent extends Recent<StoredPod> {
  readonly #forgotten: number;

  constructor(forgotten: number) {
    super(100);
    this.#forgotten = forgotten;
  }

  #coarse(key: string): string {
    return JSON.stringify((JSON.parse(key) as unknown[]).toSpliced(this.#forgotten, 1)); // keys are lists
  }

  override get(key: string): StoredPod | undefined {
    return super.get(this.#coarse(key));
  }

  override set(key: string, pod: StoredPod): void {
    super.set(this.#coarse(key), pod);
  }
}

type Act = (server: TestServer) => Response | undefined;

const create = (kind: Request['kind'], namespace: string, body: JsonObject, rest: Partial<Request> = {}): Act => {
  return (server) => server.handle({ verb: 'create', kind, namespace, name: '', body, ...rest });
};

/** The first, as a rule. */
const mostly = <Value>(first: Value, ...others: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(first) },
    { weight: others.length, arbitrary: fc.constantFrom(...others) },
  );

const optional = (name: string, values: fc.Arbitrary<JsonObject[string] | undefined>): fc.Arbitrary<JsonObject> =>
  values.map((value) => (value === undefined ? {} : { [name]: value }));

const spec: fc.Arbitrary<JsonObject> = fc
  .tuple(
    optional('priorityClassName', mostly<string | undefined>(undefined, 'high', 'absent')),
    optional('automountServiceAccountToken', mostly(undefined, true, false)),
    optional('serviceAccountName', mostly('builder', 'default', undefined)),
    mostly('nginx:1', 'nginx:2', ''),
  )
  .map(([priority, token, account, image]) => ({
    ...priority,
    ...token,
    ...account,
    containers: [{ name: 'main', image }],
  }));

const metadata: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: fc.nat(99).map(String) }, { weight: 1, arbitrary: fc.constant('Bad_Name') }),
    // The mark of a hole, typed by a user.
    optional('annotations', mostly<JsonObject | undefined>(undefined, { note: 'x' }, { note: '\uE0000' })),
  )
  .map(([name, annotations]) => ({ name, ...annotations }));

const making: fc.Arbitrary<Act> = fc
  .tuple(metadata, spec, mostly({}, { fieldManager: 'kubectl' }, { fieldManager: 'helm' }))
  .map(([meta, one, rest]) => create('Pod', 'default', { metadata: meta, spec: one }, rest));

const automount = (automountServiceAccountToken: boolean): Act => {
  const body = { automountServiceAccountToken };
  return (server) => server.ask('patch', 'ServiceAccount', 'builder', { patchType: 'merge', body });
};

/** A class in place of those by these names. */
const redefine = (names: readonly string[], name: string, value: number, rest: JsonObject = {}): Act => {
  const made = create('PriorityClass', '', { metadata: { name }, value, ...rest });
  return (server) => {
    for (const one of names) server.ask('delete', 'PriorityClass', one);
    return made(server);
  };
};

const usual = ['usual', 'other'];

const around: fc.Arbitrary<Act> = fc.oneof(
  fc.boolean().map(automount),
  fc.constantFrom(3, 5).map((value) => redefine(['high'], 'high', value)),
  fc
    .tuple(fc.constantFrom(...usual), fc.boolean(), fc.constantFrom('Never', 'PreemptLowerPriority'))
    .map(([name, globalDefault, preemptionPolicy]) => redefine(usual, name, 3, { globalDefault, preemptionPolicy })),
  fc.constant<Act>((server) => void (server.now += 700_000)),
);

const acts = fc.array(fc.oneof({ weight: 2, arbitrary: making }, { weight: 1, arbitrary: around }), {
  maxLength: 25,
  size: 'max',
});

const builder = create('ServiceAccount', 'default', { metadata: { name: 'builder' } });

/** The events of a server, with bodies as they are written. */
const recorded = ({ events }: TestServer): unknown =>
  JSON.parse(JSON.stringify(events, (_, value: unknown) => (value instanceof Body ? value.text : value)));

/** Both servers answer the same and record the same. */
const sameAs = (recent: () => Recent<StoredPod>) =>
  fc.property(acts, (all) => {
    const [plain, remembering] = [new TestServer(), new RememberingServer(recent())];
    for (const act of [builder, redefine(['high'], 'high', 3), ...all]) expect(act(remembering)).toEqual(act(plain));
    expect(recorded(remembering)).toEqual(recorded(plain));
  });

describe('API-257: a pod is stored as if none like it had come before', () => {
  test('whatever else happens in between', () => {
    fc.assert(
      sameAs(() => new Recent(3)),
      { numRuns: 300, seed: 1 },
    );
  });

  test('though most are known again', () => {
    const recent = new CountingRecent(100);
    fc.assert(
      sameAs(() => {
        recent.clear();
        return recent;
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(recent.known).toBeGreaterThan(30);
  });

  test.each([
    [1, 'the class that gives it its priority'],
    [2, 'the value of that class'],
    [3, 'whether it preempts others'],
    [4, 'whether its account gives it a token'],
    [5, 'who made it, and when'],
  ])('part %i of what it comes of is missed when it is forgotten: %s', (part) => {
    expect(
      fc.check(
        sameAs(() => new HastyRecent(part)),
        { numRuns: 1000, seed: 1, endOnFailure: true },
      ).failed,
    ).toBe(true);
  });
});
