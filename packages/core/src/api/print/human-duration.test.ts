import { expect, test } from 'vitest';
import { ageOf, humanDuration } from './human-duration.ts';

const [s, m, h, d] = [1, 60, 3600, 86_400];

test.each([
  [-3, '<invalid>'],
  [-1.9, '0s'],
  [0, '0s'],
  [119, '119s'],
  [2 * m, '2m'],
  [2 * m + 1, '2m1s'],
  [9 * m + 59, '9m59s'],
  [10 * m + 59, '10m'],
  [179 * m, '179m'],
  [3 * h, '3h'],
  [3 * h + 5 * m, '3h5m'],
  [8 * h + 5 * m, '8h'],
  [47 * h, '47h'],
  [48 * h, '2d'],
  [7 * d + 5 * h, '7d5h'],
  [8 * d + 5 * h, '8d'],
  [729 * d, '729d'],
  [730 * d, '2y'],
  [731 * d, '2y1d'],
  [9 * 365 * d + 9 * s, '9y'],
])('API-70: %d seconds are shown as %s', (seconds, text) => {
  expect(humanDuration(seconds * 1_000_000)).toBe(text);
});

test('API-70: an age is counted from the whole second in which an object was made', () => {
  expect(ageOf(1_900_000, 3_000_000)).toBe('2s');
  expect(ageOf(undefined, 3_000_000)).toBe('<unknown>');
});
