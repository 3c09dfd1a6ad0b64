import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, isJsonObject, type JsonObject } from '../engine/index.ts';
import { draftOf, evolve, uuidOf, type AnyRecord, type ClusterEvent } from '../cluster/index.ts';
import type { Command } from './command.ts';
import { decide } from './decide/index.ts';
import { manifests, TestServer } from './handle.fixture.ts';
import type { Request, Response } from './request.ts';

const kinds = ['Pod', 'ConfigMap', 'StatefulSet'] as const;
type Kind = (typeof kinds)[number];

/** What a mutant does to what the server is asked and to what it decides. */
interface Touch {
  readonly request?: (request: Request) => Request;
  readonly event?: (event: ClusterEvent, record: AnyRecord | undefined) => ClusterEvent;
  /** What the state is after an event, if not what it says: a store that keeps its own records badly. */
  readonly stored?: (server: TestServer, event: ClusterEvent) => void;
  readonly position?: (position: number) => number;
}

/** The server, or one that a mutant has touched. */
class Touched extends TestServer {
  // Undefined while the constructor of the server itself makes its namespace.
  readonly touch: Touch | undefined;

  constructor(touch: Touch) {
    super();
    this.touch = touch;
  }

  override handle(request: Request): Response {
    return super.handle(this.touch?.request?.(request) ?? request);
  }

  override execute(command: Command) {
    const deciding = {
      now: this.now,
      body: (json: Parameters<TestServer['body']>[0]) => this.body(json),
      random: () => 0,
    };
    const decision = decide(this.state, command, deciding);
    if (E.isLeft(decision)) return decision;
    for (const decided of decision.right) {
      const known = 'kind' in decided && 'uid' in decided ? find(this, decided.kind, decided.uid) : undefined;
      const event = this.touch?.event?.(decided, known) ?? decided;
      const position = this.events.push(event);
      evolve(this.state, event, this.touch?.position?.(position) ?? position, this.now);
      this.touch?.stored?.(this, event);
    }
    return E.right(decision.right.length === 0 ? 0 : this.position);
  }
}

const find = (server: TestServer, kind: string, uid: number): AnyRecord | undefined => {
  const name = kinds.find((one) => one === kind);
  return name === undefined ? undefined : server.state.tables[name].get(uid);
};

const all = (server: TestServer): readonly AnyRecord[] =>
  kinds.flatMap((kind): readonly AnyRecord[] => server.state.tables[kind].toArray());

type Lock = 'none' | 'right' | 'wrong';

interface Asked {
  readonly type: 'create' | 'spec' | 'label' | 'finalizers' | 'status' | 'delete' | 'evict';
  readonly kind: Kind;
  readonly name: 'a' | 'b';
  readonly n: number;
  readonly grace: number | undefined;
  readonly propagation: 'Foreground' | 'Orphan' | 'Background' | undefined;
  readonly uid: Lock;
  readonly version: Lock;
  readonly later: number;
}

const lock = fc.constantFrom<Lock>('none', 'none', 'none', 'right', 'wrong');

const asked: fc.Arbitrary<Asked> = fc.record({
  type: fc.constantFrom('create', 'create', 'spec', 'label', 'finalizers', 'status', 'delete', 'delete', 'evict'),
  kind: fc.constantFrom(...kinds),
  name: fc.constantFrom('a', 'b'),
  n: fc.nat({ max: 3 }),
  grace: fc.constantFrom(undefined, undefined, 0, 5, 60),
  propagation: fc.constantFrom(undefined, undefined, 'Foreground', 'Orphan', 'Background'),
  uid: lock,
  version: lock,
  later: fc.nat({ max: 20_000_000 }),
});

const finalizerLists = [[], ['a/b'], ['a/b', 'c/d'], ['c/d']] as const;

const created = ({ kind, name, n }: Asked): JsonObject => {
  const metadata = { name, ...(n === 0 ? {} : { finalizers: [...(finalizerLists[n] ?? [])] }) };
  if (kind === 'Pod') return { metadata, spec: { ...manifests.Pod.spec, nodeName: 'n1' } };
  return { ...manifests[kind], metadata };
};

const change = ({ type, kind, n }: Asked): JsonObject => {
  if (type === 'label') return { metadata: { labels: { n: String(n) } } };
  if (type === 'finalizers') return { metadata: { finalizers: [...(finalizerLists[n] ?? [])] } };
  if (type === 'status') return { status: kind === 'Pod' ? { phase: n > 1 ? 'Running' : 'Pending' } : { replicas: n } };
  if (kind === 'ConfigMap') return { data: { n: String(n) } };
  return { spec: kind === 'StatefulSet' ? { replicas: n } : { activeDeadlineSeconds: 100 - n } };
};

/** The request that something asked means while the object is what it is. */
const requestOf = (one: Asked, record: AnyRecord | undefined): Request => {
  const { type, kind, name } = one;
  const base = { kind, namespace: 'default', name };
  if (type === 'create') return { ...base, verb: 'create', name: '', body: created(one) };
  const uid = record === undefined ? '' : uuidOf(kind, record.uid + (one.uid === 'wrong' ? 1 : 0));
  const version = String((record?.version ?? 0) - (one.version === 'wrong' ? 1 : 0));
  if (type === 'evict')
    return { ...base, kind: 'Pod', verb: 'create', subresource: 'eviction', body: { metadata: { name } } };
  if (type === 'delete') {
    const preconditions = {
      ...(one.uid === 'none' ? {} : { uid }),
      ...(one.version === 'none' ? {} : { resourceVersion: version }),
    };
    const grace = one.grace === undefined ? {} : { graceSeconds: one.grace };
    const policy = one.propagation === undefined ? {} : { propagation: one.propagation };
    return { ...base, verb: 'delete', preconditions, ...grace, ...policy };
  }
  const patch = change(one);
  const metadata = isJsonObject(patch['metadata']) ? patch['metadata'] : {};
  const locked = one.version === 'none' ? metadata : { ...metadata, resourceVersion: version };
  const body = { ...patch, metadata: locked };
  return { ...base, verb: 'patch', patchType: 'merge', body, ...(type === 'status' ? { subresource: 'status' } : {}) };
};

const specOf = (record: AnyRecord): string => {
  const { metadata: _, ...rest } = draftOf(record);
  return canonicalJson(rest);
};

/** API-223: the one kind of finalizer that a request for a deletion that goes on may still put on. */
const isPolicy = (finalizer: string): boolean => finalizer === 'orphan' || finalizer === 'foregroundDeletion';

/** What one object's life shows between two instants. */
const changeOf = (before: AnyRecord, after: AnyRecord): readonly string[] => {
  const [was, is] = [before.meta, after.meta];
  const began = was.deletion === undefined && is.deletion !== undefined;
  const grows = specOf(before) !== specOf(after) || began;
  const found: string[] = [];
  if (is.generation !== was.generation + (grows ? 1 : 0)) found.push('generation');
  if (was.deletion !== undefined && is.deletion === undefined) found.push('deletion undone');
  if (was.deletion !== undefined && (is.deletion?.graceSeconds ?? 0) > was.deletion.graceSeconds)
    found.push('period lengthened');
  if (was.deletion !== undefined && is.finalizers.some((one) => !was.finalizers.includes(one) && !isPolicy(one)))
    found.push('finalizer added');
  return found;
};

/** What the history of all objects must show; remembers what it has seen. */
class Watcher {
  readonly #gone = new Set<string>();
  #newest = 0;

  see(before: readonly AnyRecord[], after: readonly AnyRecord[], one: Asked, code: number): readonly string[] {
    const key = ({ kind, uid }: AnyRecord): string => `${kind}/${uid}`;
    const found: string[] = [];
    const newest = this.#newest;
    for (const record of after) {
      const old = before.find((other) => key(other) === key(record));
      if (old === record) continue;
      if (record.version <= newest) found.push('resourceVersion');
      this.#newest = Math.max(this.#newest, record.version);
      if (this.#gone.has(key(record))) found.push('uid used again');
      if (old !== undefined) found.push(...changeOf(old, record));
    }
    for (const old of before) {
      if (after.some((record) => key(record) === key(old))) continue;
      this.#gone.add(key(old));
      if (old.meta.finalizers.length > 0 && one.type !== 'finalizers' && !releases(one))
        found.push('held object removed');
    }
    const target = before.find(({ kind, meta }) => kind === one.kind && meta.name === one.name);
    const misses =
      target !== undefined &&
      one.type !== 'create' &&
      one.type !== 'evict' &&
      (one.version === 'wrong' || (one.type === 'delete' && one.uid === 'wrong'));
    if (misses && code < 400) found.push('precondition ignored');
    return found;
  }
}

/** A deletion may itself take the policy finalizers off. */
const releases = ({ type, propagation }: Asked): boolean => type === 'delete' && propagation === 'Background';

const history = fc.array(asked, { minLength: 5, maxLength: 30 });

const violations = (touch: Touch, requests: readonly Asked[]): readonly string[] => {
  const server = new Touched(touch);
  server.create('Node', manifests.Node);
  const watcher = new Watcher();
  const found: string[] = [];
  for (const one of requests) {
    server.now += one.later;
    const before = all(server);
    const { code } = server.handle(requestOf(one, server.state.tables[one.kind].find('default', one.name)));
    found.push(...watcher.see(before, all(server), one, code));
  }
  return found;
};

test('API-63: versions, generations, deletions, finalizers and preconditions are kept over any requests', () => {
  fc.assert(
    fc.property(history, (requests) => {
      expect(violations({}, requests)).toEqual([]);
    }),
    { numRuns: 400, seed: 11 },
  );
});

describe('a server that keeps one of them not is found out', () => {
  test.each<readonly [string, Touch]>([
    ['resourceVersion', { position: () => 1 }],
    [
      'generation',
      { event: (event) => (event.type === 'Updated' ? { ...event, generation: event.generation + 1 } : event) },
    ],
    [
      'uid used again',
      {
        stored: ({ state: { tables } }, event) => {
          if (event.type !== 'Created' || event.kind !== 'ConfigMap' || tables.ConfigMap.get(1) !== undefined) return;
          const record = tables.ConfigMap.get(event.uid);
          if (record !== undefined) tables.ConfigMap.put({ ...record, uid: 1 });
        },
      },
    ],
    [
      'deletion undone',
      {
        stored: ({ state: { tables } }, event) => {
          if (event.type !== 'Updated' || event.kind !== 'ConfigMap') return;
          const record = tables.ConfigMap.get(event.uid);
          if (record === undefined) return;
          tables.ConfigMap.put({ ...record, meta: { ...record.meta, deletion: undefined } });
        },
      },
    ],
    [
      'period lengthened',
      {
        event: (event, record) =>
          event.type === 'DeletionStarted' && record?.meta.deletion !== undefined
            ? { ...event, graceSeconds: 99 }
            : event,
      },
    ],
    [
      'finalizer added',
      {
        event: (event, record) =>
          event.type === 'FinalizersChanged' && record?.meta.deletion !== undefined
            ? { ...event, finalizers: [...event.finalizers, 'x/y'] }
            : event.type === 'DeletionStarted' && record?.meta.deletion !== undefined
              ? { type: 'FinalizersChanged', kind: event.kind, uid: event.uid, finalizers: ['x/y'] }
              : event,
      },
    ],
    [
      'held object removed',
      {
        event: (event) =>
          event.type === 'DeletionStarted' ? { type: 'Removed', kind: event.kind, uid: event.uid } : event,
      },
    ],
    [
      'precondition ignored',
      { request: ({ preconditions: _, ...request }) => (request.verb === 'delete' ? request : { ...request }) },
    ],
  ])('API-63: %s', (word, touch) => {
    const result = fc.check(
      fc.property(history, (requests) => {
        let found: readonly string[] = [];
        try {
          found = violations(touch, requests);
        } catch {
          return; // an event too many for this state: the mutant undid itself
        }
        expect(found).not.toContain(word);
      }),
      { numRuns: 200, seed: 11, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });
});
