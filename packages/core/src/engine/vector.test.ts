import { expect, test } from 'vitest';
import { Edit, Vector } from './vector.ts';

test('EN-45: an empty vector has nothing anywhere', () => {
  const vector = Vector.empty<string>();
  expect([vector.length, vector.get(0), vector.nextIndex(0), [...vector.entries()]]).toEqual([
    0,
    undefined,
    undefined,
    [],
  ]);
  expect(vector.remove(3, new Edit())).toBe(vector);
});

test('EN-45: under one edit a change in place gives the same vector back; under another it does not', () => {
  const edit = new Edit();
  const vector = Vector.empty<string>().set(0, 'a', edit).set(40, 'b', edit);
  expect(vector.set(0, 'c', edit)).toBe(vector);
  const second = new Edit();
  const other = vector.set(0, 'd', second);
  expect(other.set(1, 'e', second)).toBe(other);
  expect([other === vector, vector.get(0), other.get(0), other.get(40)]).toEqual([false, 'c', 'd', 'b']);
});

test('EN-45: removing what is not there changes nothing', () => {
  const vector = Vector.empty<string>().set(5, 'a', new Edit());
  const edit = new Edit();
  for (const index of [4, 6, 5_000, -1, Number.NaN]) expect(vector.remove(index, edit)).toBe(vector);
});

test('EN-45: there is nothing at a place that is no index', () => {
  const vector = Vector.empty<string>().set(0, 'a', new Edit());
  expect([-1, 1, Number.NaN, 2 ** 40].map((index) => vector.get(index))).toEqual(Array(4).fill(undefined));
});

test.each([-1, 0.5, Number.NaN, 2 ** 31, 2 ** 32])('EN-45: nothing can be set at %d', (index) => {
  expect(() => Vector.empty<string>().set(index, 'a', new Edit())).toThrow(/an index is a whole number/);
});

test('EN-45: of an emptied vector no node is left to be changed in place', () => {
  const edit = new Edit();
  const indices = [3, 40, 41, 2_000, 70_000];
  const full = [...indices, 40, 3].reduce((vector, index) => vector.set(index, 'a', edit), Vector.empty<string>());
  const bare = indices.reduce((vector, index) => vector.remove(index, edit), full);
  expect(bare.set(3, 'b', edit)).not.toBe(bare);
});
