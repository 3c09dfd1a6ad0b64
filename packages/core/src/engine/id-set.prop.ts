import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdSet } from './id-set.ts';
import { Edit } from './vector.ts';

const seeded = { seed: 20_260_101 };

const id = fc.oneof(
  { weight: 4, arbitrary: fc.nat(100) },
  { weight: 1, arbitrary: fc.nat(100_000) },
  { weight: 1, arbitrary: fc.constantFrom(31, 32, 63, 1023, 1024, 2 ** 30, 2 ** 31 - 1) },
);

const happenings = fc.array(fc.record({ does: fc.constantFrom('add', 'add', 'delete', 'delete', 'seal'), id }), {
  maxLength: 150,
  size: 'max',
});

const expectEqual = (set: IdSet, model: ReadonlySet<number>): void => {
  const expected = [...model].sort((a, b) => a - b);
  const visited: number[] = [];
  set.forEach((one) => visited.push(one));
  expect(visited).toEqual(expected);
  expect([...set.values()]).toEqual(expected);
  expect([set.size, set.first()]).toEqual([expected.length, expected[0]]);
};

test('EN-46: a set of ids holds what a set would, ascending, and what was sealed stays as it was', () => {
  fc.assert(
    fc.property(happenings, (steps) => {
      let set = IdSet.empty();
      let edit = new Edit();
      const model = new Set<number>();
      const sealed: (readonly [IdSet, ReadonlySet<number>])[] = [];
      for (const step of steps) {
        if (step.does === 'seal') {
          sealed.push([set, new Set(model)]);
          edit = new Edit();
          continue;
        }
        expect(set.has(step.id)).toBe(model.has(step.id));
        if (step.does === 'add') {
          set = set.add(step.id, edit);
          model.add(step.id);
        } else {
          set = set.delete(step.id, edit);
          model.delete(step.id);
        }
        expect([set.has(step.id), set.size]).toEqual([model.has(step.id), model.size]);
      }
      expectEqual(set, model);
      for (const [old, then] of sealed) expectEqual(old, then);
    }),
    seeded,
  );
});

test('EN-46: the first from anywhere on is the lowest at or above it', () => {
  fc.assert(
    fc.property(fc.array(id), fc.oneof(id, fc.integer({ min: -5, max: 110 })), (ids, from) => {
      const edit = new Edit();
      const set = ids.reduce((all, one) => all.add(one, edit), IdSet.empty());
      const later = ids.filter((one) => one >= from);
      expect(set.first(from)).toBe(later.length === 0 ? undefined : Math.min(...later));
    }),
    seeded,
  );
});

test('EN-46: adding what is there and deleting what is not give the same set back', () => {
  const set = IdSet.empty().add(7, new Edit());
  expect([
    set.add(7, new Edit()) === set,
    set.delete(8, new Edit()) === set,
    set.delete(-1, new Edit()) === set,
  ]).toEqual([true, true, true]);
});

test.each([-1, 0.5, Number.NaN, 2 ** 31])('EN-46: %d is no id', (wrong) => {
  expect(() => IdSet.empty().add(wrong, new Edit())).toThrow(/an id is a whole number/);
});
