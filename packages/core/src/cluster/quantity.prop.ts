import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addQuantities, compareQuantities, formatQuantity, parseQuantity, type Quantity } from './quantity.ts';

const settings = { numRuns: 500, seed: 1 };

const quantity: fc.Arbitrary<Quantity> = fc.record({
  nano: fc.tuple(fc.bigInt(-(10n ** 9n), 10n ** 9n), fc.nat(9)).map(([digits, power]) => digits * 10n ** BigInt(power)),
  format: fc.constantFrom('binary' as const, 'decimal' as const, 'exponent' as const),
});
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom(...'0123456789.+-eEinumkKMGTP ') }),
  fc.tuple(fc.float({ noNaN: true }), fc.constantFrom('', 'm', 'k', 'Gi', 'e3')).map(([n, suffix]) => `${n}${suffix}`),
);

test('API-213: no text makes reading a quantity throw', () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(['Left', 'Right']).toContain(parseQuantity(one)._tag);
    }),
    settings,
  );
});

test('API-210: the canonical text is read as the same amount, and is its own canonical text if its suffix says the family', () => {
  fc.assert(
    fc.property(quantity, (one) => {
      const canonical = formatQuantity(one);
      const again = parseQuantity(canonical);
      expect(E.isRight(again) && again.right.nano === one.nano).toBe(true);
      // A number of bytes that no binary suffix fits has none, and so is read as a decimal one.
      if (one.format !== 'binary') expect(E.isRight(again) && formatQuantity(again.right)).toBe(canonical);
    }),
    settings,
  );
});

test('API-210: sums can be taken in any order and keep the order of amounts', () => {
  fc.assert(
    fc.property(quantity, quantity, quantity, (a, b, c) => {
      expect(addQuantities(a, b).nano).toBe(addQuantities(b, a).nano);
      expect(addQuantities(addQuantities(a, b), c).nano).toBe(addQuantities(a, addQuantities(b, c)).nano);
      expect(compareQuantities(addQuantities(a, c), addQuantities(b, c))).toBe(compareQuantities(a, b));
      expect(compareQuantities(a, b) + compareQuantities(b, a)).toBe(0);
    }),
    settings,
  );
});
