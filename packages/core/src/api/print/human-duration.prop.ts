import fc from 'fast-check';
import { expect, test } from 'vitest';
import { humanDuration } from './human-duration.ts';

const unit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 365 * 86_400 };

/** Seconds that a text says, and those of its smallest unit. */
const read = (text: string): readonly [seconds: number, finest: number] => {
  const parts = [...text.matchAll(/(\d+)([smhdy])/g)].map(
    ([, count, name = 's']) => [Number(count), unit[name] ?? 0] as const,
  );
  return [parts.reduce((sum, [count, size]) => sum + count * size, 0), parts.at(-1)?.[1] ?? 0];
};

test('API-70: an age is cut off to at most two units, is never too high, and lacks less than the unit above', () => {
  fc.assert(
    fc.property(fc.nat(20 * 365 * 86_400), (seconds) => {
      const text = humanDuration(seconds * 1_000_000);
      const [said, finest] = read(text);
      expect(text).toMatch(/^(\d+[smhdy]){1,2}$/);
      expect(said).toBeLessThanOrEqual(seconds);
      expect(seconds - said).toBeLessThan(Math.max(finest, 1));
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('API-70: what is older is not shown younger', () => {
  fc.assert(
    fc.property(fc.nat(20 * 365 * 86_400), fc.nat(20 * 365 * 86_400), (a, b) => {
      const [young, old] = [Math.min(a, b), Math.max(a, b)];
      expect(read(humanDuration(young * 1_000_000))[0]).toBeLessThanOrEqual(read(humanDuration(old * 1_000_000))[0]);
    }),
    { numRuns: 1000, seed: 1 },
  );
});
