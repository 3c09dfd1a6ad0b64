import { expect, test } from 'vitest';
import { UidIndex } from './uid-index.ts';

test('an index by text holds what was added and not taken out again, whatever the order', () => {
  const index = new UidIndex();
  for (const uid of [3, 1, 3, 2]) index.add('a', uid);
  index.add('b', 1);
  index.delete('a', 1);
  index.delete('a', 7);
  index.delete('b', 2);
  index.delete('no', 1);
  expect(index.toJson()).toEqual({ a: [2, 3], b: [1] });
  expect([index.some('a', (uid) => uid === 3), index.some('a', (uid) => uid === 1)]).toEqual([true, false]);
  expect([index.some('b', () => true), index.some('no', () => true)]).toEqual([true, false]);
  index.delete('b', 1);
  for (const uid of [2, 3]) index.delete('a', uid);
  expect([index.has('a'), index.of('b'), index.toJson()]).toEqual([false, [], {}]);
});
