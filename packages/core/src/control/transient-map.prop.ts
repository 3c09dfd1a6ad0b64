import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TransientMap } from './transient-map.ts';

const key = fc.integer({ min: 0, max: 60 });
const action = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('set' as const), key) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('delete' as const), key) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('clear' as const), key) },
);

test('a map whose entries come and go is a map', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 400, size: 'max' }), (actions) => {
      const map = new TransientMap<number>();
      const model = new Map<number, number>();
      actions.forEach(([name, at], index) => {
        if (name === 'set') {
          map.set(at, index);
          model.set(at, index);
        } else if (name === 'delete') {
          map.delete(at);
          model.delete(at);
        } else {
          map.clear();
          model.clear();
        }
        expect(map.size).toBe(model.size);
        expect(map.get(at)).toBe(model.get(at));
      });
      for (let at = 0; at <= 60; at++) expect(map.get(at)).toBe(model.get(at));
    }),
    { seed: 1, numRuns: 100 },
  );
});
