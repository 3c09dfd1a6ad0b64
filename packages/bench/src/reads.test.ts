import { expect, test } from 'vitest';
import { clears } from './suite.ts';
import { reads } from './suites/reads.ts';

test('EN-8: records read per fact do not grow with the cluster', () => {
  const figures = reads(200, 4_000);
  expect(figures.at(-1)?.value).toBeLessThanOrEqual(1.1);
  expect(figures.every((figure) => clears(figure) !== false)).toBe(true);
});
