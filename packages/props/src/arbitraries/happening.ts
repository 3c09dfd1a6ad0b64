import fc from 'fast-check';
import type { Layout, World } from './world.ts';

/** One thing that happens to a world, as data: it can be generated, shrunk, printed and kept. */
export type Happening =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'scale'; readonly replicas: number }
  | { readonly do: 'delete pod'; readonly index: number }
  | { readonly do: 'evict pod'; readonly index: number }
  | { readonly do: 'new image' }
  | { readonly do: 'new daemon image' }
  | { readonly do: 'node joins'; readonly index: number }
  | { readonly do: 'node leaves'; readonly index: number }
  | { readonly do: 'taint node'; readonly index: number }
  | { readonly do: 'delete claim'; readonly index: number }
  | { readonly do: 'delete set' }
  | { readonly do: 'create set' }
  | { readonly do: 'restart loop'; readonly index: number };

/** Lets a happening happen. */
export const act = (world: World, happening: Happening): void => {
  switch (happening.do) {
    case 'wait':
      return world.wait(happening.ms / 1000);
    case 'scale':
      return world.scale(happening.replicas);
    case 'delete pod':
      return world.deletePod(happening.index);
    case 'evict pod':
      return world.evictPod(happening.index);
    case 'new image':
      return world.newImage();
    case 'new daemon image':
      return world.newDaemonImage();
    case 'node joins':
      return world.addNode(happening.index);
    case 'node leaves':
      return world.removeNode(happening.index);
    case 'taint node':
      return world.taintNode(happening.index);
    case 'delete claim':
      return world.deleteClaim(happening.index);
    case 'delete set':
      return world.delete('StatefulSet', 'web');
    case 'create set':
      return world.createSet();
    case 'restart loop':
      return world.restart(happening.index);
    default:
      return happening satisfies never;
  }
};

const highestReplicas = 5;
const highestNode = 4;

/** Quiet time. Without it a random walk almost never starts three pods, and what goes wrong there stays unseen. */
const quiet = fc.integer({ min: 1, max: 40 }).map((seconds): Happening => ({ do: 'wait', ms: seconds * 1000 }));

/** A moment, so that the next thing falls into the middle of what the last one set off. */
const moment = fc.integer({ min: 1, max: 60 }).map((ms): Happening => ({ do: 'wait', ms }));

const node = fc.nat({ max: highestNode });

const one = (happening: Happening): fc.Arbitrary<readonly Happening[]> => fc.constant([happening]);

const single = (happening: fc.Arbitrary<Happening>): fc.Arbitrary<readonly Happening[]> => happening.map((it) => [it]);

/** Things that by themselves almost never meet: new images are on their way when a node goes. */
const disturbedRollout = fc
  .tuple(moment, node)
  .map(([pause, index]): readonly Happening[] => [
    { do: 'new image' },
    { do: 'new daemon image' },
    pause,
    { do: 'node leaves', index },
  ]);

/** A set that is made again while pods of its predecessor are still going. */
const replacedSet = fc
  .tuple(moment, quiet)
  .map(([pause, rest]): readonly Happening[] => [{ do: 'delete set' }, pause, { do: 'create set' }, rest]);

/** A drain: one pod after the other is asked to go, some while the last one's successor is on its way. */
const evictions = fc
  .tuple(fc.nat({ max: 9 }), fc.array(moment, { minLength: 1, maxLength: 3 }))
  .map(([index, pauses]) => pauses.flatMap((pause, i): Happening[] => [{ do: 'evict pod', index: index + i }, pause]));

/** What may happen, by how often. */
export const happenings = (crashes: boolean): fc.Arbitrary<readonly Happening[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 7, arbitrary: single(quiet) },
        { weight: 3, arbitrary: single(moment) },
        {
          weight: 6,
          arbitrary: single(fc.nat({ max: highestReplicas }).map((replicas) => ({ do: 'scale', replicas }))),
        },
        { weight: 2, arbitrary: single(fc.nat({ max: 9 }).map((index) => ({ do: 'delete pod', index }))) },
        { weight: 2, arbitrary: one({ do: 'new image' }) },
        { weight: 2, arbitrary: one({ do: 'new daemon image' }) },
        { weight: 1, arbitrary: single(node.map((index) => ({ do: 'node joins', index }))) },
        { weight: 1, arbitrary: single(node.map((index) => ({ do: 'node leaves', index }))) },
        { weight: 3, arbitrary: single(node.map((index) => ({ do: 'taint node', index }))) },
        { weight: 3, arbitrary: single(fc.nat({ max: 9 }).map((index) => ({ do: 'delete claim', index }))) },
        { weight: 1, arbitrary: disturbedRollout },
        { weight: 1, arbitrary: replacedSet },
        { weight: 1, arbitrary: one({ do: 'delete set' }) },
        { weight: 1, arbitrary: one({ do: 'create set' }) },
        { weight: 3, arbitrary: evictions },
        ...(crashes
          ? [{ weight: 1, arbitrary: single(fc.nat({ max: 12 }).map((index) => ({ do: 'restart loop', index }))) }]
          : []),
      ),
      // Without a size fast-check would cut these to about ten, whatever the length allowed.
      { maxLength: 25, size: 'medium' },
    )
    .map((groups) => groups.flat());

/** Clusters small enough to shrink well and large enough to go wrong. */
export const layouts: fc.Arbitrary<Layout> = fc.record({
  unevenVolumes: fc.boolean(),
  deployment: fc.boolean(),
  cpuMilli: fc.constantFrom(0, 0, 1500),
  partition: fc.constantFrom(0, 0, 0, 1, 2),
  nodes: fc.integer({ min: 1, max: 4 }),
  volumes: fc.integer({ min: 0, max: 4 }),
  replicas: fc.integer({ min: 0, max: highestReplicas }),
  ordered: fc.boolean(),
  claims: fc.boolean(),
  daemons: fc.boolean(),
  daemonSurge: fc.constantFrom(0, 0, 1),
  budget: fc.constantFrom(0, 1, 2),
});
