import { expect, test } from 'vitest';
import { never } from './instant.ts';
import { Timeline } from './timeline.ts';

const taken = (timeline: Timeline): readonly number[] => {
  const tokens: number[] = [];
  while (timeline.take()) tokens.push(timeline.taken.token);
  return tokens;
};

test('EN-41: the earliest comes first, at one instant the lowest priority, and of equals the one scheduled first', () => {
  const timeline = new Timeline();
  timeline.schedule(20, 0, 0, 5);
  timeline.schedule(10, 1, 0, 3);
  timeline.schedule(10, 1, 0, 4);
  timeline.schedule(10, 0, 0, 1);
  timeline.schedule(10, 0, 0, 2);
  expect(taken(timeline)).toEqual([1, 2, 3, 4, 5]);
});

test('EN-41: an empty timeline has nothing to take, and its first notice is due never', () => {
  const timeline = new Timeline();
  expect([timeline.take(), timeline.peekAt(), timeline.peekPriority(), timeline.size]).toEqual([
    false,
    never,
    never,
    0,
  ]);
  expect([timeline.takeSequence(0), timeline.heads(1_000)]).toEqual([false, []]);
});

test('EN-41: all that was scheduled is in what is taken', () => {
  const timeline = new Timeline();
  timeline.schedule(7, 31, -(2 ** 31), 2 ** 31 - 1, true);
  timeline.schedule(Number.MAX_SAFE_INTEGER, 0, 1, -1);
  timeline.take();
  expect(timeline.taken).toEqual({
    at: 7,
    target: -(2 ** 31),
    token: 2 ** 31 - 1,
    periodic: true,
  });
  timeline.take();
  expect(timeline.taken).toEqual({
    at: Number.MAX_SAFE_INTEGER,
    target: 1,
    token: -1,
    periodic: false,
  });
});

test('EN-41: a notice precedes the first only when it is due strictly before it, or with a lower priority', () => {
  const timeline = new Timeline();
  expect(timeline.precedesTop(5, 31)).toBe(true);
  timeline.schedule(10, 2, 0, 0);
  const asked = [timeline.precedesTop(9, 31), timeline.precedesTop(10, 1), timeline.precedesTop(10, 2)];
  expect([...asked, timeline.precedesTop(10, 3), timeline.precedesTop(11, 0)]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('EN-41: periodic notices are not counted as foreground', () => {
  const timeline = new Timeline();
  timeline.schedule(1, 0, 0, 0, true);
  timeline.schedule(2, 0, 0, 0);
  expect([timeline.size, timeline.foreground]).toEqual([2, 1]);
  timeline.take();
  expect([timeline.size, timeline.foreground]).toEqual([1, 1]);
  timeline.take();
  expect([timeline.size, timeline.foreground]).toEqual([0, 0]);
});

test('EN-42: heads are the first of every target within the slack, in order', () => {
  const timeline = new Timeline();
  timeline.schedule(103, 0, 7, 1);
  timeline.schedule(100, 0, 8, 2);
  timeline.schedule(101, 0, 8, 3);
  timeline.schedule(111, 0, 9, 4);
  timeline.schedule(110, 0, 6, 5);
  const tokens = (slack: number): readonly number[] => timeline.heads(slack).map(({ token }) => token);
  expect([tokens(0), tokens(3), tokens(10), tokens(11)]).toEqual([[2], [2, 1], [2, 1, 5], [2, 1, 5, 4]]);
  expect(timeline.size).toBe(5);
});

test.each([Number.NaN, -1, 0.5, never, Number.NEGATIVE_INFINITY, 2 ** 53])('EN-44: the instant %d is refused', (at) => {
  const timeline = new Timeline();
  expect(() => timeline.schedule(at, 0, 0, 0)).toThrow(/a notice was scheduled at .*Usual cause/);
  expect([timeline.size, timeline.foreground]).toEqual([0, 0]);
});

test.each([
  [-1, 0, 0],
  [32, 0, 0],
  [0.5, 0, 0],
  [0, 2 ** 31, 0],
  [0, 0, -(2 ** 31) - 1],
  [0, 0, 0.5],
  [0, Number.NaN, 0],
])('EN-44: priority %d, target %d and token %d do not fit', (priority, target, token) => {
  expect(() => new Timeline().schedule(0, priority, target, token)).toThrow(/priorities from 0 to 31/);
});
