import { describe, expect, test } from 'vitest';
import { bindCompleted, boundByController } from '@orrery/core/cluster';
import { rwo, Storage } from './storage.fixture.ts';

const other = '00000000-0000-4000-8000-000000000000';

/** A cluster with one volume that a claim `data` is bound to. */
const bound = (): Storage => {
  const world = new Storage();
  world.volume('disk', '1Gi');
  world.claim('data', '1Gi');
  world.settle();
  expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
  return world;
};

describe('claims that look for a volume', () => {
  test('V1: a free volume and a claim of one size are bound, by the controller on both sides', () => {
    const world = bound();
    expect(world.volumeOf('disk')?.meta.annotations).toEqual({ [boundByController]: 'yes' });
    expect(world.claimOf('data')?.meta.annotations).toEqual({ [boundByController]: 'yes', [bindCompleted]: 'yes' });
    expect(world.volumeOf('disk')?.claim?.name).toBe('data');
  });

  test('V2: a volume that is too small is not taken, and the claim is told that there is none', () => {
    const world = new Storage();
    world.volume('disk', '1Gi');
    world.claim('data', '10Gi');
    world.settle();
    expect(world.phases('disk', 'data')).toEqual(['Available', 'Pending']);
    expect(world.reports('data')).toEqual([
      'Normal FailedBinding: no persistent volumes available for this claim and no storage class is set',
    ]);
  });

  test.each(['by name', 'by uid'])('V4: a large volume kept for the claim %s goes before a smaller free one', (how) => {
    const world = new Storage([], { PersistentVolume: 1_000_000 });
    world.claim('data', '1Gi');
    world.settle(0.1);
    world.volume('kept', '10Gi', how === 'by uid' ? world.reference('data') : world.reference('data', ''));
    world.volume('free', '1Gi');
    world.settle(30);
    expect(world.claimOf('data')).toMatchObject({ volumeName: 'kept', status: { phase: 'Bound', capacity: '10Gi' } });
    expect(world.volumeOf('kept')?.meta.annotations[boundByController]).toBeUndefined();
    expect(world.phases('free')).toEqual(['Available']);
  });

  test('V5: a volume kept for another claim of the same name is left alone', () => {
    const world = new Storage();
    world.claim('data', '1Gi');
    world.volume('disk', '1Gi', world.reference('data', other));
    world.settle(60);
    expect(world.phases('data')).toEqual(['Pending']);
    expect(world.volumeOf('disk')?.claim?.uid).toBe(other);
  });

  test('V7: a selector is held to', () => {
    const world = new Storage();
    world.volume('slow', '1Gi', {}, { labels: { speed: 'slow' } });
    world.volume('fast', '2Gi', {}, { labels: { speed: 'fast' } });
    world.settle();
    world.claim('quick', '1Gi', { selector: { matchLabels: { speed: 'fast' } } });
    world.claim('golden', '1Gi', { selector: { matchExpressions: [{ key: 'colour', operator: 'Exists' }] } });
    world.settle();
    expect(world.claimOf('quick')?.volumeName).toBe('fast');
    expect(world.phases('golden', 'slow')).toEqual(['Pending', 'Available']);
  });

  test('V8: where a pod comes first nothing is bound, and the claim says what it waits for', () => {
    const world = new Storage();
    world.storageClass('late', {
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    world.volume('disk', '1Gi', { storageClassName: 'late' });
    world.claim('data', '1Gi', { storageClassName: 'late' });
    world.settle();
    expect(world.phases('disk', 'data')).toEqual(['Available', 'Pending']);
    expect(world.volumeOf('disk')?.claim).toBeUndefined();
    expect(world.reports('data')).toEqual([
      'Normal WaitForFirstConsumer: waiting for first consumer to be created before binding',
    ]);
    world.user('web-0', 'data');
    world.settle(15);
    expect(world.reports('data')).toContain('Normal WaitForPodScheduled: waiting for pod web-0 to be scheduled');
    world.user('web-1', 'data');
    world.settle(15);
    expect(world.reports('data')).toContain('Normal WaitForPodScheduled: waiting for pods web-0,web-1 to be scheduled');
  });

  test('V10: a volume that is not Available is passed over, and the next one taken', () => {
    const world = new Storage();
    world.claim('gone', '1Gi');
    world.volume('released', '1Gi', world.reference('gone'));
    world.settle();
    world.drop('gone');
    world.settle();
    expect(world.phases('released')).toEqual(['Released']);
    world.volume('next', '2Gi');
    world.claim('data', '1Gi');
    world.settle();
    expect(world.claimOf('data')?.volumeName).toBe('next');
  });

  test('V10: one that is still Pending is taken as soon as it has become Available, not before', () => {
    const world = new Storage();
    world.claim('data', '1Gi');
    world.settle();
    world.volume('disk', '1Gi');
    world.settle(16);
    expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
    const { log } = world.cluster.core;
    const told: string[] = [];
    for (let position = 1; position <= log.length; position++) {
      const event = log.event(position);
      if (event.type === 'VolumePhaseChanged') told.push(event.phase);
      if (event.type === 'VolumeClaimed') told.push('claimed');
    }
    expect(told).toEqual(['Available', 'claimed', 'Bound']);
  });

  test.each([
    ['gold', 'gold', true],
    ['gold', 'silver', false],
    ['gold', undefined, false],
    ['', 'gold', false],
    ['', undefined, true],
    ['', '', true],
    [undefined, undefined, true],
    [undefined, '', true],
  ])('V23: a claim of class %s and a volume of class %s belong together: %s', (wanted, has, together) => {
    const world = new Storage();
    world.volume('smaller', '1Gi', { storageClassName: 'bronze' });
    world.volume('disk', '2Gi', has === undefined ? {} : { storageClassName: has });
    world.settle();
    world.claim('data', '1Gi', wanted === undefined ? {} : { storageClassName: wanted });
    world.settle();
    expect(world.claimOf('data')?.volumeName).toBe(together ? 'disk' : '');
  });

  test('V26: of the volumes with all modes those with the fewest come first, and of these the smallest that is large enough', () => {
    const world = new Storage();
    const many = [...rwo, 'ReadOnlyMany', 'ReadWriteMany'];
    world.volume('all-small', '1Gi', { accessModes: many });
    world.volume('two-large', '10Gi', { accessModes: [...rwo, 'ReadOnlyMany'] });
    world.volume('two-small', '5Gi', { accessModes: ['ReadOnlyMany', ...rwo] });
    world.volume('one-small', '1Gi');
    world.settle();
    world.claim('one', '2Gi');
    world.settle();
    expect(world.claimOf('one')?.volumeName).toBe('two-small');
    world.claim('two', '1Gi', { accessModes: ['ReadOnlyMany'] });
    world.settle();
    expect(world.claimOf('two')?.volumeName).toBe('two-large');
    world.claim('three', '1Gi', { accessModes: ['ReadWriteMany'] });
    world.claim('four', '1Gi');
    world.claim('five', '1Gi', { accessModes: ['ReadWriteMany'] });
    world.settle();
    expect(['three', 'four', 'five'].map((name) => world.claimOf(name)?.volumeName)).toEqual([
      'all-small',
      'one-small',
      '',
    ]);
  });

  test('V28: a volume in deletion is never matched', () => {
    const world = new Storage();
    world.volume('going', '1Gi', {}, { finalizers: ['example.com/held'] });
    world.settle();
    world.drop('going');
    world.volume('disk', '5Gi');
    world.settle();
    world.claim('data', '1Gi');
    world.settle();
    expect(world.claimOf('data')?.volumeName).toBe('disk');
  });
});

describe('claims whose users named a volume', () => {
  test('V11: one that is not there: the claim waits and says nothing', () => {
    const world = new Storage();
    world.claim('data', '1Gi', { volumeName: 'disk' });
    world.settle(40);
    expect([world.phases('data'), world.reports('data')]).toEqual([['Pending'], []]);
    world.volume('disk', '1Gi');
    world.settle(16);
    expect(world.phases('data')).toEqual(['Bound']);
    expect(world.claimOf('data')?.meta.annotations[boundByController]).toBeUndefined();
  });

  test('V13: one that another claim has: the claim waits, and is told', () => {
    const world = bound();
    world.claim('late', '1Gi', { volumeName: 'disk' });
    world.settle();
    expect(world.phases('late')).toEqual(['Pending']);
    expect(world.reports('late')).toEqual(['Warning FailedBinding: volume "disk" already bound to a different claim.']);
  });

  test('V13: when the controller itself had named it, that is an error, and nothing is written', () => {
    const world = bound();
    world.claim('late', '1Gi', { volumeName: 'disk' }, { annotations: { [boundByController]: 'yes' } });
    const { version } = world.claimOf('late') ?? {};
    world.settle(60);
    expect(world.claimOf('late')?.version).toBe(version);
    expect(world.reports('late')).toEqual([]);
  });

  test('V14: its selector does not count', () => {
    const world = new Storage();
    world.volume('disk', '1Gi');
    world.claim('data', '1Gi', { volumeName: 'disk', selector: { matchLabels: { a: 'b' } } });
    world.settle();
    expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
  });
});

describe('claims that were bound', () => {
  test('V16: a claim that names no volume any longer is Lost', () => {
    const world = bound();
    world.hammer('data', { volumeName: undefined });
    world.settle();
    expect(world.phases('data')).toEqual(['Lost']);
    expect(world.reports('data')).toEqual([
      'Warning ClaimLost: Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
    ]);
    expect(world.claimOf('data')?.status).toMatchObject({ capacity: '', accessModes: [] });
  });

  test('V16: and so is one whose volume is gone', () => {
    const world = bound();
    world.drop('disk');
    world.settle();
    expect(world.phases('disk', 'data')).toEqual([undefined, 'Lost']);
    expect(world.reports('data')).toEqual([
      'Warning ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    ]);
  });

  test('V17: a volume that has lost its reference is bound again, whatever the selector says', () => {
    const world = new Storage();
    world.volume('disk', '1Gi');
    world.claim('data', '1Gi', { volumeName: 'disk', selector: { matchLabels: { a: 'b' } } });
    world.settle();
    world.hammer('disk', { claimRef: undefined });
    world.settle(16);
    expect(world.phases('disk', 'data')).toEqual(['Bound', 'Bound']);
    expect(world.volumeOf('disk')?.claim?.name).toBe('data');
  });
});
