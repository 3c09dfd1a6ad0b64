import fc from 'fast-check';
import type { Layout, World } from './world.ts';

/** One generated thing that happens to a world. Its label is what a counterexample prints. */
export interface Happening {
  readonly label: string;
  readonly act: (world: World) => void;
  /** fast-check prints values with it. */
  readonly toString: () => string;
}

const happening = (label: string, act: (world: World) => void): Happening => ({
  label,
  act,
  toString: () => label,
});

const highestReplicas = 5;
const highestNode = 4;

/** Quiet time. Without it a random walk almost never starts three pods, and what goes wrong there stays unseen. */
const quiet = fc
  .integer({ min: 1, max: 40 })
  .map((seconds) => happening(`quiet ${seconds} s`, (world) => world.wait(seconds)));

/** A moment, so that the next thing falls into the middle of what the last one set off. */
const moment = fc
  .integer({ min: 1, max: 30 })
  .map((ms) => happening(`wait ${ms} ms`, (world) => world.wait(ms / 1000)));

const scale = fc.nat({ max: highestReplicas }).map((n) => happening(`scale to ${n}`, (world) => world.scale(n)));

const deletePod = fc
  .nat({ max: 9 })
  .map((index) => happening(`delete pod ${index}`, (world) => world.deletePod(index)));

const join = fc
  .nat({ max: highestNode })
  .map((index) => happening(`node ${index} joins`, (world) => world.addNode(index)));

const leave = fc
  .nat({ max: highestNode })
  .map((index) => happening(`node ${index} leaves`, (world) => world.removeNode(index)));

/** Two things that by themselves almost never meet: a new image is on its way when a node goes. */
const disturbed = fc
  .record({ index: fc.nat({ max: highestNode }), ms: fc.integer({ min: 5, max: 60 }) })
  .map(({ index, ms }) =>
    happening(`new images, and after ${ms} ms node ${index} leaves`, (world) => {
      world.newImage();
      world.newDaemonImage();
      world.wait(ms / 1000);
      world.removeNode(index);
    }),
  );

const restart = fc.nat({ max: 12 }).map((index) => happening(`restart loop ${index}`, (world) => world.restart(index)));

/** What may happen, by how often. */
export const happenings = (crashes: boolean): fc.Arbitrary<readonly Happening[]> =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: quiet },
      { weight: 3, arbitrary: moment },
      { weight: 4, arbitrary: scale },
      { weight: 2, arbitrary: deletePod },
      { weight: 2, arbitrary: fc.constant(happening('new image', (world) => world.newImage())) },
      { weight: 2, arbitrary: fc.constant(happening('new daemon image', (world) => world.newDaemonImage())) },
      { weight: 1, arbitrary: join },
      { weight: 1, arbitrary: leave },
      { weight: 1, arbitrary: disturbed },
      { weight: 1, arbitrary: fc.constant(happening('delete set', (world) => world.delete('StatefulSet', 'web'))) },
      { weight: 1, arbitrary: fc.constant(happening('create set', (world) => world.createSet())) },
      ...(crashes ? [{ weight: 1, arbitrary: restart }] : []),
    ),
    // Without a size fast-check would cut these to about ten, whatever the length allowed.
    { maxLength: 25, size: 'medium' },
  );

/** Clusters small enough to shrink well and large enough to go wrong. */
export const layouts: fc.Arbitrary<Layout> = fc.record({
  nodes: fc.integer({ min: 1, max: 4 }),
  volumes: fc.integer({ min: 0, max: 4 }),
  replicas: fc.integer({ min: 0, max: highestReplicas }),
  ordered: fc.boolean(),
  claims: fc.boolean(),
  daemons: fc.boolean(),
});
