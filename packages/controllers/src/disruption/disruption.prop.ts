import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import {
  controllerOf,
  parseUuid,
  selects,
  uuidOf,
  type PodDisruptionBudgetRecord,
  type PodRecord,
} from '@orrery/core/cluster';
import { scaledValue } from '@orrery/core/control';
import { template, TestCluster } from '../cluster.fixture.ts';
import { disruptionController } from './index.ts';
import { snapshot } from './memory.ts';

const apps = ['a', 'b'] as const;

const app = fc.constantFrom(...apps);
const number = fc.nat({ max: 4 });

const happening = fc.oneof(
  fc.record({ type: fc.constant('pod' as const), name: number, app, owner: fc.constantFrom('', 'web', 'other') }),
  fc.record({ type: fc.constant('ready' as const), name: number, ready: fc.boolean() }),
  fc.record({ type: fc.constant('relabel' as const), name: number, app }),
  fc.record({ type: fc.constant('delete' as const), name: number }),
  fc.record({ type: fc.constant('remove' as const), name: number }),
  fc.record({ type: fc.constant('scale' as const), owner: fc.constantFrom('web', 'other'), replicas: number }),
  fc.record({
    type: fc.constant('budget' as const),
    app,
    spec: fc.oneof(
      number.map((minAvailable): JsonObject => ({ minAvailable })),
      number.map((maxUnavailable): JsonObject => ({ maxUnavailable })),
      fc.constantFrom<JsonObject>({ minAvailable: '50%' }, { maxUnavailable: '34%' }),
    ),
  }),
);

type Happening = typeof happening extends fc.Arbitrary<infer Of> ? Of : never;

const containers = [{ name: 'main', image: 'a' }];

const ownedBy = (world: TestCluster, name: string): JsonObject => {
  const uid = world.cluster.core.state.tables.StatefulSet.find('default', name)?.uid ?? 0;
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', name, uid: uuidOf('StatefulSet', uid), controller: true };
};

const setSpec = (replicas: number): JsonObject => ({
  spec: { replicas, selector: { matchLabels: {} }, template: template({}) },
});

/** Does what can be done of a happening now. */
const play = (world: TestCluster, one: Happening): void => {
  const { tables } = world.cluster.core.state;
  if (one.type === 'scale') return world.update('StatefulSet', 'default', one.owner, setSpec(one.replicas));
  if (one.type === 'budget') {
    const body = { spec: { selector: { matchLabels: { app: one.app } }, ...one.spec } };
    const known = tables.PodDisruptionBudget.find('default', one.app) !== undefined;
    if (known) return world.update('PodDisruptionBudget', 'default', one.app, body);
    return world.create('PodDisruptionBudget', 'default', one.app, body);
  }
  const name = `p-${one.name}`;
  const pod = world.pod(name);
  if (one.type === 'pod') {
    const owners = one.owner === '' ? {} : { ownerReferences: [ownedBy(world, one.owner)] };
    if (pod === undefined)
      world.create('Pod', 'default', name, { metadata: { labels: { app: one.app }, ...owners }, spec: { containers } });
    return;
  }
  if (pod === undefined) return;
  if (one.type === 'ready') return world.phase(name, 'Running', one.ready);
  if (one.type === 'relabel') {
    const owners = pod.meta.owners.map(({ identity: _, ...reference }) => reference);
    const metadata = { labels: { app: one.app }, ...(owners.length === 0 ? {} : { ownerReferences: owners }) };
    return world.update('Pod', 'default', name, { metadata, spec: { containers } });
  }
  if (one.type === 'delete') return world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name });
  return world.remove(name);
};

/** What a budget's counts are, from nothing but the state: healthy, desired, expected, allowed. */
const scanned = (world: TestCluster, { spec }: PodDisruptionBudgetRecord): readonly number[] => {
  const { tables } = world.cluster.core.state;
  const mine = world.pods().filter(({ meta }) => selects(spec.selector ?? [], meta.labels));
  const healthy = mine.filter(({ status, meta }) => status.shape.ready && meta.deletion === undefined).length;
  const scaleOf = (pod: PodRecord): readonly [string, number] => {
    const uid = controllerOf(pod.meta)?.uid ?? '';
    return [uid, tables.StatefulSet.get(parseUuid(uid)?.uid ?? -1)?.spec.replicas ?? 0];
  };
  const scale = [...new Map(mine.map(scaleOf)).values()].reduce((sum, replicas) => sum + replicas, 0);
  const expected = typeof spec.minAvailable === 'number' ? mine.length : scale;
  const desired =
    spec.minAvailable === undefined
      ? Math.max(0, expected - scaledValue(spec.maxUnavailable, expected, 'up'))
      : scaledValue(spec.minAvailable, expected, 'up');
  return [healthy, desired, expected, expected === 0 ? 0 : Math.max(0, healthy - desired)];
};

const counted = ({ status }: PodDisruptionBudgetRecord): readonly number[] => [
  status.currentHealthy,
  status.desiredHealthy,
  status.expectedPods,
  status.disruptionsAllowed,
];

/** Upstream looks at a budget when it or a pod that it selects now changes; a change of every budget makes it look at all. */
const touch = (world: TestCluster): void => {
  for (const { uid, meta } of world.cluster.core.state.tables.PodDisruptionBudget.toArray()) {
    const finalizers = meta.finalizers.length === 0 ? ['example.com/touched'] : [];
    world.do({ type: 'SetFinalizers', kind: 'PodDisruptionBudget', uid, finalizers });
  }
};

test('DC-10: at every step the counts are those of a scan of all pods, and the memory is that of a new list', () => {
  fc.assert(
    fc.property(fc.array(happening, { minLength: 5, maxLength: 25 }), (happenings) => {
      const world = new TestCluster([{ controller: disruptionController }]);
      for (const name of ['web', 'other']) world.create('StatefulSet', 'default', name, setSpec(3));
      const [component] = world.cluster.components;
      for (const one of happenings) {
        play(world, one);
        touch(world);
        world.settle(3);
        for (const budget of world.cluster.core.state.tables.PodDisruptionBudget.toArray())
          expect(counted(budget)).toEqual(scanned(world, budget));
        if (component !== undefined) expect(snapshot(component.memory)).toEqual(snapshot(component.rebuiltMemory()));
      }
    }),
    { seed: 20260101, numRuns: 60 },
  );
});
