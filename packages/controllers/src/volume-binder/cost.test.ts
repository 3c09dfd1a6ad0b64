import { expect, test } from 'vitest';
import { kindNames } from '@orrery/core/cluster';
import { Storage } from './conformance/storage.fixture.ts';

/** Records that the state was asked for while so many claims were bound, per claim. */
const readsPerClaim = (count: number): number => {
  const world = new Storage();
  const { tables } = world.cluster.core.state;
  const reads = (): number => kindNames.reduce((sum, kind) => sum + tables[kind].reads, 0);
  for (let i = 0; i < count; i++) world.volume(`disk-${i}`, `${1 + (i % 7)}Gi`);
  // The client makes twenty requests in a second: one for a volume, four for a claim.
  world.settle(count / 20 + 1);
  const before = reads();
  for (let i = 0; i < count; i++) world.claim(`data-${i}`, '1Gi');
  world.settle(count / 5 + 1);
  const found = reads() - before;
  const bound = tables.PersistentVolumeClaim.toArray().filter(({ status }) => status.phase === 'Bound');
  expect(bound).toHaveLength(count);
  return found / count;
};

test('PV-5: binding a claim among many looks at as few records as binding one among few', () => {
  const [few, many] = [readsPerClaim(100), readsPerClaim(5_000)];
  expect(few).toBeGreaterThan(10);
  expect(many).toBeLessThan(100);
  expect(many / few).toBeLessThan(1.1);
});
