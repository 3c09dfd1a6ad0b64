import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Edit, Vector } from './vector.ts';

const seeded = { seed: 20_260_101 };

type Happening =
  | { readonly does: 'set'; readonly index: number; readonly value: number }
  | { readonly does: 'remove'; readonly index: number }
  | { readonly does: 'seal' };

/** Close together, across the edges of nodes and levels, and far out. */
const index = fc.oneof(
  { weight: 4, arbitrary: fc.nat(70) },
  { weight: 2, arbitrary: fc.nat(40_000) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(31, 32, 1023, 1024, 32_767, 32_768, 2 ** 25, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1),
  },
);

const happenings = fc.array(
  fc.oneof<fc.Arbitrary<Happening>[]>(
    fc.record({ does: fc.constant('set' as const), index, value: fc.nat(9) }),
    fc.record({ does: fc.constant('remove' as const), index }),
    fc.record({ does: fc.constant('seal' as const) }),
  ),
  { maxLength: 120, size: 'max' },
);

const sorted = (model: ReadonlyMap<number, number>): readonly (readonly [number, number])[] =>
  [...model].sort(([a], [b]) => a - b);

const visited = (vector: Vector<number>): readonly (readonly [number, number])[] => {
  const all: (readonly [number, number])[] = [];
  vector.forEach((value, at) => all.push([at, value]));
  return all;
};

const expectEqual = (vector: Vector<number>, model: ReadonlyMap<number, number>): void => {
  const expected = sorted(model);
  expect(visited(vector)).toEqual(expected);
  expect([...vector.entries()]).toEqual(expected);
  for (const [at, value] of expected) expect(vector.get(at)).toBe(value);
};

test('EN-45: a vector holds what a map would, and what was sealed stays as it was', () => {
  fc.assert(
    fc.property(happenings, (steps) => {
      let vector = Vector.empty<number>();
      let edit = new Edit();
      let length = 0;
      const model = new Map<number, number>();
      const sealed: (readonly [Vector<number>, ReadonlyMap<number, number>])[] = [];
      for (const step of steps) {
        switch (step.does) {
          case 'set':
            vector = vector.set(step.index, step.value, edit);
            model.set(step.index, step.value);
            length = Math.max(length, step.index + 1);
            break;
          case 'remove':
            vector = vector.remove(step.index, edit);
            model.delete(step.index);
            expect(vector.get(step.index)).toBeUndefined();
            break;
          case 'seal':
            sealed.push([vector, new Map(model)]);
            edit = new Edit();
            break;
          default:
            step satisfies never;
        }
        expect(vector.length).toBe(length);
      }
      expectEqual(vector, model);
      for (const [old, then] of sealed) expectEqual(old, then);
    }),
    seeded,
  );
});

test('EN-45: two that go on from one sealed vector do not see each other', () => {
  fc.assert(
    fc.property(fc.array(index), fc.array(index), fc.array(index), (common, left, right) => {
      const filled = (from: Vector<number>, at: readonly number[], value: number): Vector<number> => {
        const edit = new Edit();
        return at.reduce((vector, one) => vector.set(one, value, edit), from);
      };
      const origin = filled(Vector.empty<number>(), common, 0);
      const one = filled(origin, left, 1);
      const other = filled(origin, right, 2);
      const model = (...parts: readonly (readonly [readonly number[], number])[]): ReadonlyMap<number, number> =>
        new Map(parts.flatMap(([at, value]) => at.map((place) => [place, value] as const)));
      expectEqual(origin, model([common, 0]));
      expectEqual(one, model([common, 0], [left, 1]));
      expectEqual(other, model([common, 0], [right, 2]));
    }),
    seeded,
  );
});

test('EN-45: the next index is the lowest one with a value, from anywhere', () => {
  fc.assert(
    fc.property(fc.array(index), fc.oneof(index, fc.integer({ min: -5, max: 100 })), (at, from) => {
      const edit = new Edit();
      const vector = at.reduce((all, one) => all.set(one, 0, edit), Vector.empty<number>());
      const later = at.filter((one) => one >= from);
      expect(vector.nextIndex(from)).toBe(later.length === 0 ? undefined : Math.min(...later));
    }),
    seeded,
  );
});

test('EN-45: with everything removed a vector is as good as empty, and may be filled again', () => {
  fc.assert(
    fc.property(fc.array(index, { minLength: 1 }), fc.boolean(), (at, sealing) => {
      const first = new Edit();
      const full = at.reduce((all, one) => all.set(one, 1, first), Vector.empty<number>());
      const second = sealing ? new Edit() : first;
      const bare = at.reduce((all, one) => all.remove(one, second), full);
      expect([visited(bare), bare.nextIndex(0), bare.length]).toEqual([[], undefined, Math.max(...at) + 1]);
      const again = at.reduce((all, one) => all.set(one, 2, second), bare);
      expectEqual(again, new Map(at.map((one) => [one, 2])));
    }),
    seeded,
  );
});
