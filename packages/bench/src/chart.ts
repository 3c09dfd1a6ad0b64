import type { Figure } from './suite.ts';

interface Point {
  readonly size: number;
  readonly cost: number;
}

interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

const width = 760;
const height = 420;
const plot = { left: 70, right: 560, top: 50, bottom: 360 } as const;
const colours = ['#326ce5', '#0a7d4f', '#c0392b', '#8e44ad', '#b9770e', '#34495e'] as const;

/** What figures say of cost per pod, by who took it: the figures `1000 nodes: NAME` in µs/pod. */
const seriesOf = (figures: readonly Figure[]): readonly Series[] => {
  const found = new Map<string, Point[]>();
  for (const { name, value, unit } of figures) {
    const match = /^(\d+) nodes: (.+)$/.exec(name);
    if (unit !== 'µs/pod' || typeof value === 'string' || match === null) continue;
    const [, size = '', who = ''] = match;
    found.set(who, [...(found.get(who) ?? []), { size: Number(size), cost: value }]);
  }
  return [...found].map(([name, points]) => ({ name, points }));
};

/** Powers of ten that take in all values. */
const decades = (values: readonly number[]): readonly [low: number, high: number] => {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return [low, high === low ? high + 1 : high];
};

const from = (low: number, high: number): readonly number[] =>
  Array.from({ length: high - low + 1 }, (_, i) => low + i);

const text = (x: number, y: number, said: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${more}>${said.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="#d0d7de"/>`;

type Place = (value: number) => number;

const axes = (sizes: readonly [number, number], costs: readonly [number, number], x: Place, y: Place): string[] => [
  ...from(...sizes).flatMap((power) => [
    line(x(10 ** power), plot.top, x(10 ** power), plot.bottom),
    text(x(10 ** power), plot.bottom + 20, (10 ** power).toLocaleString('en-US'), ' text-anchor="middle"'),
  ]),
  ...from(...costs).flatMap((power) => [
    line(plot.left, y(10 ** power), plot.right, y(10 ** power)),
    text(plot.left - 8, y(10 ** power) + 4, String(10 ** power), ' text-anchor="end"'),
  ]),
  text((plot.left + plot.right) / 2, plot.bottom + 44, 'nodes', ' text-anchor="middle"'),
  text(plot.left - 50, plot.top - 18, 'CPU time per pod in µs'),
];

/** Heights of the names beside the ends of their lines, moved apart where they would cover one another. */
const namePlaces = (ends: readonly number[]): readonly number[] => {
  const order = ends.map((end, index) => ({ end, index })).sort((a, b) => a.end - b.end);
  const places: number[] = [];
  let lowest = Number.NEGATIVE_INFINITY;
  for (const { end, index } of order) {
    lowest = Math.max(end, lowest + 16);
    places[index] = lowest;
  }
  return places;
};

/** Cost per pod against the size of the cluster, both in logarithms, as an SVG image; undefined when no figure says any. */
export const chart = (figures: readonly Figure[]): string | undefined => {
  const series = seriesOf(figures);
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) return undefined;
  const sizes = decades(points.map(({ size }) => size));
  const costs = decades(points.map(({ cost }) => cost));
  const scaled = (value: number, [low, high]: readonly [number, number], first: number, last: number): number =>
    first + ((Math.log10(value) - low) / (high - low)) * (last - first);
  const x: Place = (size) => scaled(size, sizes, plot.left, plot.right);
  const y: Place = (cost) => scaled(cost, costs, plot.bottom, plot.top);
  const places = namePlaces(series.map((one) => y(one.points[one.points.length - 1]?.cost ?? 1)));
  const lines = series.flatMap(({ name, points: own }, index) => {
    const colour = colours[index % colours.length] ?? 'black';
    const path = own.map(({ size, cost }) => `${x(size).toFixed(1)},${y(cost).toFixed(1)}`);
    return [
      `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...path.map((place) => {
        const [cx = '', cy = ''] = place.split(',');
        return `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`;
      }),
      text(plot.right + 12, (places[index] ?? 0) + 4, name, ` fill="${colour}"`),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="#24292f">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...axes(sizes, costs, x, y),
    ...lines,
    '</svg>',
    '',
  ].join('\n');
};
