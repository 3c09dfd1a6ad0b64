import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selects, type PersistentVolumeClaimRecord, type PersistentVolumeRecord } from '@orrery/core/cluster';
import { fits, isFor, isFree } from './classify.ts';
import { Storage } from './conformance/storage.fixture.ts';
import { compareModes } from './free-volumes.ts';
import { volumeBinder } from './index.ts';
import { bestMatch } from './match.ts';
import type { Memory } from './memory.ts';

/*
 * The scanning twin: what upstream's index does with every volume in hand. It is the specification of bestMatch, which looks at few.
 */

type Volume = PersistentVolumeRecord;
type Claim = PersistentVolumeClaimRecord;

/** Within volumes of one set of modes: one kept for the claim at once, else the smallest free one. Source: FindMatchingVolume. */
const inGroup = (volumes: readonly Volume[], claim: Claim, delayed: boolean): Volume | undefined => {
  let smallest: Volume | undefined;
  for (const volume of volumes) {
    if (!fits(volume, claim)) continue;
    if (isFor(volume, claim)) return volume;
    if (delayed || !isFree(volume) || volume.className !== (claim.className ?? '')) continue;
    if (claim.selector !== undefined && !selects(claim.selector, volume.meta.labels)) continue;
    if (smallest === undefined || volume.capacityBytes < smallest.capacityBytes) smallest = volume;
  }
  return smallest;
};

/** Sets of modes that hold all wanted ones, those with the fewest first; the first that has a volume decides. Source: findByClaim. */
const scan = (volumes: readonly Volume[], claim: Claim, delayed: boolean): Volume | undefined => {
  const able = volumes.filter(({ accessModes }) => claim.accessModes.every((mode) => accessModes.includes(mode)));
  const sets = [...able].sort((a, b) => compareModes(a.accessModes, b.accessModes));
  for (const { accessModes } of sets) {
    const group = able.filter((one) => compareModes(one.accessModes, accessModes) === 0);
    const found = inGroup(group, claim, delayed);
    if (found !== undefined) return found;
  }
  return undefined;
};

const modes = fc.constantFrom(['ReadWriteOnce'], ['ReadWriteOnce', 'ReadOnlyMany'], ['ReadWriteMany', 'ReadWriteOnce']);
const size = fc.integer({ min: 1, max: 4 });
const name = fc.integer({ min: 0, max: 5 });
const className = fc.constantFrom(undefined, '', 'manual', 'late');

const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('volume' as const),
      name,
      size,
      modes,
      className,
      kept: fc.boolean(),
      fast: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('claim' as const), name, size, modes, className, picky: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('drop' as const), name, kind: fc.constantFrom('disk', 'data') }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wait' as const), seconds: fc.constantFrom(0.001, 1, 16) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

const act = (world: Storage, one: Happening): void => {
  switch (one.type) {
    case 'volume': {
      if (world.volumeOf(`disk-${one.name}`) !== undefined) return;
      const spec = {
        accessModes: one.modes,
        ...(one.className === undefined ? {} : { storageClassName: one.className }),
        ...(one.kept ? { claimRef: { namespace: 'default', name: `data-${one.name}` } } : {}),
      };
      return world.volume(`disk-${one.name}`, `${one.size}Gi`, spec, one.fast ? { labels: { speed: 'fast' } } : {});
    }
    case 'claim': {
      if (world.claimOf(`data-${one.name}`) !== undefined) return;
      const spec = {
        accessModes: one.modes,
        ...(one.className === undefined ? {} : { storageClassName: one.className }),
        ...(one.picky ? { selector: { matchLabels: { speed: 'fast' } } } : {}),
      };
      return world.claim(`data-${one.name}`, `${one.size}Gi`, spec);
    }
    case 'drop':
      if ((world.volumeOf(`${one.kind}-${one.name}`) ?? world.claimOf(`${one.kind}-${one.name}`)) !== undefined)
        world.drop(`${one.kind}-${one.name}`);
      return;
    case 'wait':
      return world.settle(one.seconds);
    default:
      return one satisfies never;
  }
};

test('PV-5: at every step, looking at few volumes finds what looking at all of them would find', () => {
  let matched = 0;
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40, size: 'max' }), fc.constantFrom(0, 700_000), (things, lag) => {
      const world = new Storage([], { PersistentVolume: lag, PersistentVolumeClaim: lag });
      world.storageClass('late', { provisioner: 'x.example.com', volumeBindingMode: 'WaitForFirstConsumer' });
      const component = world.cluster.component(volumeBinder.name);
      if (component === undefined) throw new Error('the binder is not installed');
      for (const thing of things) {
        act(world, thing);
        const { view } = component;
        // The component runs the binder, so its memory is the binder's.
        const memory = component.memory as unknown as Memory;
        const volumes = view.tables.PersistentVolume.toArray();
        for (const claim of view.tables.PersistentVolumeClaim.toArray())
          for (const delayed of [false, true]) {
            const found = bestMatch(memory, claim, delayed, view)?.meta.name;
            if (found !== undefined) matched++;
            expect(found).toBe(scan(volumes, claim, delayed)?.meta.name);
          }
      }
    }),
    { numRuns: 200, seed: 20_260_103 },
  );
  expect(matched).toBeGreaterThan(500);
});
