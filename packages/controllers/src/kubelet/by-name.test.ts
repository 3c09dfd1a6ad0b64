import { expect, test } from 'vitest';
import { ByName } from './by-name.ts';

test('what is put takes the place of what has its name, and comes back in the order in which names came', () => {
  const known = new ByName([{ name: 'a', value: 1 }]);
  known.put({ name: 'b', value: 2 });
  known.put({ name: 'a', value: 3 });
  expect([...known].map(({ value }) => value)).toEqual([3, 2]);
  expect([known.get('b')?.value, known.get('c')]).toEqual([2, undefined]);
  expect([known.some(({ value }) => value > 2), known.some(({ value }) => value > 3)]).toEqual([true, false]);
});
