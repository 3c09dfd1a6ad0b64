import { expect, test } from 'vitest';
import { Checkpoints } from './checkpoint.ts';

const offered = (interval: number, positions: readonly number[]) => {
  const checkpoints = new Checkpoints<string>(interval);
  const sealed: number[] = [];
  for (const position of positions)
    checkpoints.offer(position, () => {
      sealed.push(position);
      return `root ${position}`;
    });
  return { checkpoints, sealed };
};

test('EN-31: a root is sealed at the first position offered of every interval, and at no other', () => {
  const { sealed } = offered(
    10,
    Array.from({ length: 35 }, (_, i) => i),
  );
  expect(sealed).toEqual([0, 10, 20, 30]);
  expect(offered(10, [3, 9, 12, 19, 55, 56, 60]).sealed).toEqual([3, 12, 55, 60]);
});

test('EN-31: a position offered again, or an earlier one, seals nothing', () => {
  expect(offered(10, [4, 14, 4, 14, 13, 24]).sealed).toEqual([4, 14, 24]);
});

test('EN-31: the nearest checkpoint is the last at or before a position', () => {
  const { checkpoints } = offered(10, [3, 12, 25, 31]);
  const nearest = [2, 3, 11, 12, 24, 25, 1000].map((position) => checkpoints.nearest(position)?.position);
  expect(nearest).toEqual([undefined, 3, 3, 12, 12, 25, 31]);
  expect(checkpoints.nearest(26)).toEqual({ position: 25, root: 'root 25' });
  expect(checkpoints.size).toBe(4);
});

test('EN-31: every 65,536 positions unless told otherwise; an interval that is none is refused', () => {
  const checkpoints = new Checkpoints<number>();
  for (const position of [0, 65_535, 65_536, 131_071, 131_072]) checkpoints.offer(position, () => position);
  expect(checkpoints.size).toBe(3);
  for (const interval of [0, 1.5, Number.NaN]) expect(() => new Checkpoints(interval)).toThrow(/interval/);
});
