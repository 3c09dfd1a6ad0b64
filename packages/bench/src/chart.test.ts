import { expect, test } from 'vitest';
import { chart } from './chart.ts';

const figure = (name: string, value: number, unit = 'µs/pod') => ({ suite: 'peers', name, value, unit });

test('a chart has a line for each peer, through every size that was measured', () => {
  const svg = chart([
    figure('10 nodes: kernel', 1),
    figure('10 nodes: Go', 0.1),
    figure('100 nodes: kernel', 10),
    figure('100 nodes: Go', 0.1),
    figure('100 nodes: ratio', 3, '×'),
  ]);
  // Sizes span one decade from left to right, costs two from bottom to top.
  expect(svg).toContain('<polyline points="70.0,205.0 560.0,50.0"');
  expect(svg).toContain('<polyline points="70.0,360.0 560.0,360.0"');
  expect(svg?.match(/<polyline/g)).toHaveLength(2);
  expect(svg).toContain('>kernel</text>');
});

test('there is no chart of figures that say nothing of cost per pod', () => {
  expect(chart([figure('10 nodes: ratio', 3, '×')])).toBeUndefined();
});
