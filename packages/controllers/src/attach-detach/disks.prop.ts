import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constant, second } from '@orrery/core/engine';
import { provisionerNamed, timingProfiles } from '@orrery/core/control';
import { kubelet } from '../kubelet/index.ts';
import { podGarbageCollector } from '../pod-gc/index.ts';
import { scheduler } from '../scheduler/index.ts';
import { Storage } from '../volume-binder/conformance/storage.fixture.ts';
import { volumeAttacher } from '../volume-attacher/index.ts';
import { volumeManager } from '../volume-manager/index.ts';
import { claimProtection, volumeProtection } from '../volume-protection/index.ts';
import { volumeProvisioner } from '../volume-provisioner/index.ts';
import { attachDetach } from './index.ts';

/*
 * Disks over generated lives of pods, claims, nodes and controllers: what is physically true must never hurt, and in the end
 * nothing is left over.
 */

const driver = 'disk.example.com';

const loops = [
  scheduler,
  kubelet,
  volumeManager,
  volumeProvisioner,
  volumeAttacher,
  attachDetach,
  claimProtection,
  volumeProtection,
  podGarbageCollector,
];

const crashing = ['csi-provisioner', 'csi-attacher', 'attachdetach-controller', 'persistentvolume-controller'] as const;

const small = fc.integer({ min: 0, max: 2 });
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('claim' as const), n: small, late: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('pod' as const), n: small, claim: small }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('delete-pod' as const), n: small, force: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('delete-claim' as const), n: small }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('delete-volume' as const), n: small }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const), who: fc.constantFrom(...crashing) }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.constantFrom(1, 900, 7_000, 30_000) }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

const ignored = (act: () => void): void => {
  try {
    act();
  } catch {
    // What is not there cannot be deleted, what is there not made again: the generator does not care.
  }
};

const act = (world: Storage, one: Happening): void => {
  switch (one.type) {
    case 'claim':
      return ignored(() => world.claim(`data-${one.n}`, '1Gi', { storageClassName: one.late ? 'late' : 'fast' }));
    case 'pod':
      return ignored(() => world.user(`web-${one.n}`, `data-${one.claim}`));
    case 'delete-pod': {
      const grace = one.force ? { graceSeconds: 0 } : {};
      const command = { type: 'Delete', kind: 'Pod', namespace: 'default', name: `web-${one.n}`, ...grace } as const;
      return ignored(() => world.do(command));
    }
    case 'delete-claim':
      return ignored(() => world.drop(`data-${one.n}`));
    case 'delete-volume': {
      const name = world.claimOf(`data-${one.n}`)?.volumeName ?? '';
      return name === '' ? undefined : world.drop(name);
    }
    case 'crash': {
      const component = world.cluster.component(one.who);
      component?.crash();
      component?.restart(0);
      return;
    }
    case 'wait':
      return world.settle(one.ms / 1000);
    default:
      return one satisfies never;
  }
};

/** What must never be, seen at every event; and how often the situations came about. */
class Watch {
  readonly wrongs: string[] = [];
  mounted = 0;
  detached = 0;
  deleted = 0;

  constructor(world: Storage) {
    const { core } = world.cluster;
    core.witness(({ event, change }) => {
      if (
        event.type === 'VolumesMounted' &&
        event.disks.some((disk) => !core.state.physical.disks.get(disk)?.nodes.includes(event.node))
      )
        this.wrongs.push(`mounted on ${event.node}, where it is not attached`);
      if (event.type === 'VolumesMounted') this.mounted++;
      if (change?.kind !== 'Disk') return;
      const { after } = change;
      const handle = (after ?? change.before)?.handle ?? '';
      if (after !== undefined && after.nodes.length > 1)
        this.wrongs.push(`${handle} is attached to ${after.nodes.join()}`);
      if (event.type === 'DiskDetached') {
        this.detached++;
        const users = (change.before?.pods ?? []).filter(
          (pod) => core.state.physical.sandbox(pod)?.node === event.node,
        );
        if (users.length > 0) this.wrongs.push(`${handle} was detached from ${event.node} while it was mounted`);
      }
      if (event.type === 'DiskDeleted') {
        this.deleted++;
        if ((change.before?.nodes.length ?? 0) > 0) this.wrongs.push(`${handle} was deleted while it was attached`);
      }
    });
  }
}

const json = (component: ReturnType<Storage['cluster']['component']>): readonly unknown[] => {
  if (component === undefined) return [];
  const { snapshot } = component.controller;
  // A controller is given what it made itself.
  return [snapshot?.(component.memory), snapshot?.(component.rebuiltMemory())];
};

const play = (things: readonly Happening[], lagUs: number): { readonly world: Storage; readonly watch: Watch } => {
  const provisioners = [
    { ...provisionerNamed([], driver), failures: { provision: 100_000, attach: 100_000, detach: 100_000 } },
  ];
  const lags = { PersistentVolume: lagUs, PersistentVolumeClaim: lagUs, VolumeAttachment: lagUs, Node: lagUs };
  // Slow hands: what is in the middle of something is there to be hurt.
  const timing = { ...timingProfiles.fast, volumeMount: constant(2 * second), volumeUnmount: constant(5 * second) };
  const world = new Storage(loops, lags, { provisioners, timing });
  const watch = new Watch(world);
  world.node('node-2');
  world.storageClass('fast', { provisioner: driver });
  world.storageClass('late', { provisioner: driver, volumeBindingMode: 'WaitForFirstConsumer' });
  for (const thing of things) act(world, thing);
  return { world, watch };
};

describe('disks', () => {
  test('AD-8, AD-9, VP-6: are attached before they are mounted, to one node, and not taken or destroyed while they are used', () => {
    const seen = { mounted: 0, detached: 0, deleted: 0 };
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 30, size: 'max' }),
        fc.constantFrom(0, 0, 40_000),
        (things, lagUs) => {
          const { world, watch } = play(things, lagUs);
          world.settle(60);
          expect(watch.wrongs).toEqual([]);
          for (const one of world.cluster.components) {
            const [memory, rebuilt] = json(one);
            expect(memory).toEqual(rebuilt);
          }
          for (const key of ['mounted', 'detached', 'deleted'] as const) seen[key] += watch[key];
        },
      ),
      { numRuns: 120, seed: 20_260_104 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  });

  test('VP-6, VP-9: when all claims have gone no disk, volume or attachment is left', () => {
    let made = 0;
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 20, size: 'max' }), (things) => {
        const { world } = play(
          things.filter(({ type }) => type !== 'crash'),
          0,
        );
        const { tables, physical } = world.cluster.core.state;
        made += physical.disks.size;
        for (const { meta } of tables.Pod.toArray())
          ignored(() => world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: meta.name }));
        for (const { meta } of tables.PersistentVolumeClaim.toArray()) ignored(() => world.drop(meta.name));
        world.settle(1500);
        const left = [tables.PersistentVolumeClaim, tables.PersistentVolume, tables.VolumeAttachment, physical.disks];
        expect(left.map(({ size }) => size)).toEqual([0, 0, 0, 0]);
      }),
      { numRuns: 60, seed: 20_260_105 },
    );
    expect(made).toBeGreaterThan(10);
  });
});
