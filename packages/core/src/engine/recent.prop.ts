import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recent } from './recent.ts';

const max = 5;

/** The keys that were set last, the oldest first, as one would keep them without regard to time. */
const remember = (keys: readonly string[], key: string): readonly string[] =>
  [...keys.filter((one) => one !== key), key].slice(-max);

test('the oldest are forgotten, however often others are set again', () => {
  const sets = fc.array(fc.integer({ min: 0, max: 9 }).map(String), { maxLength: 3000, size: 'max' });
  fc.assert(
    fc.property(sets, (keys) => {
      const recent = new Recent<number>(max);
      let expected: readonly string[] = [];
      keys.forEach((key, index) => {
        recent.set(key, index);
        expected = remember(expected, key);
      });
      for (let key = 0; key < 10; key++) {
        const known = expected.includes(String(key)) ? keys.lastIndexOf(String(key)) : undefined;
        expect(recent.get(String(key))).toBe(known);
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});
