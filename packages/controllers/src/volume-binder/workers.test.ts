import { describe, expect, test } from 'vitest';
import { Storage } from './conformance/storage.fixture.ts';

/** What was written and refused, in order: `command kind-or-phase`. */
const watched = (world: Storage): readonly string[] => {
  const told: string[] = [];
  const { core } = world.cluster;
  const execute = core.execute.bind(core);
  core.execute = (command, actor, cause) => {
    const answer = execute(command, actor, cause);
    if (command.type !== 'RecordEvent' && actor > 0)
      told.push(`${command.type}${answer._tag === 'Left' ? ` refused: ${answer.left.reason}` : ''}`);
    return answer;
  };
  return told;
};

describe('two workers', () => {
  test('PV-20: claims are bound one after the other, and no volume is tried twice, however late the caches are', () => {
    const world = new Storage([], { PersistentVolume: 2_000_000, PersistentVolumeClaim: 2_000_000 });
    for (let i = 0; i < 3; i++) world.volume(`disk-${i}`, '1Gi');
    world.settle(5);
    const told = watched(world);
    for (let i = 0; i < 3; i++) world.claim(`data-${i}`, '1Gi');
    world.settle(10);
    expect(world.phases('data-0', 'data-1', 'data-2')).toEqual(['Bound', 'Bound', 'Bound']);
    expect(told.filter((one) => one.includes('refused'))).toEqual([]);
    expect(told.filter((one) => one === 'ClaimVolume')).toHaveLength(3);
  });

  test('PV-20: one works on volumes while the other is in the middle of a binding', () => {
    const world = new Storage();
    world.volume('disk', '1Gi');
    world.settle();
    world.claim('data', '1Gi');
    for (const name of ['two', 'three']) world.volume(name, '1Gi');
    const told = watched(world);
    world.settle();
    expect(told).toEqual([
      'ClaimVolume',
      'SetVolumePhase', // two
      'SetVolumePhase', // three
      'SetVolumePhase',
      'BindClaim',
      'SetClaimStatus',
    ]);
  });

  test('PV-16: a claim that matched nothing is tried again every 15 s, and a volume that nobody wakes is found then', () => {
    const world = new Storage();
    world.claim('data', '1Gi');
    world.settle(1);
    world.volume('disk', '1Gi');
    world.settle(13);
    expect(world.phases('data', 'disk')).toEqual(['Pending', 'Available']);
    world.settle(2);
    expect(world.phases('data', 'disk')).toEqual(['Bound', 'Bound']);
  });

  test('PV-17, PV-18: (V29, V32) what could not be done is tried again at the next resync', () => {
    const world = new Storage();
    const source = { hostPath: { path: '/data' }, persistentVolumeReclaimPolicy: 'Delete' };
    world.volume('disk', '1Gi', source);
    world.claim('data', '1Gi');
    world.settle(16);
    world.drop('data');
    world.settle(1);
    expect(world.phases('disk')).toEqual(['Failed']);
    world.hammer('disk', { persistentVolumeReclaimPolicy: 'Recycle' });
    world.settle(16);
    expect(world.phases('disk')).toEqual(['Available']);
  });
});
