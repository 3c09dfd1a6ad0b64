import { never } from '@orrery/core/engine';
import { expect, test } from 'vitest';
import { bench, suites, type Figure } from './index.ts';
import { clears } from './suite.ts';
import { reads } from './suites/reads.ts';
import { prepared } from './suites/rollout.ts';
import { recordsRead } from './workloads/world.ts';

test('EN-8: records read per fact do not grow with the cluster', () => {
  const figures = reads(200, 4_000);
  expect(figures.at(-1)?.value).toBeLessThanOrEqual(1.1);
  expect(figures.every((figure) => clears(figure) !== false)).toBe(true);
});

/** What a rollout costs in counters, which no machine is slower or faster at. */
const countersOf = (nodes: number): Readonly<Record<'facts' | 'reads' | 'notices' | 'interned', number>> => {
  const cluster = prepared(nodes);
  const { simulation, log } = cluster.core;
  const before = { facts: log.length, reads: recordsRead(cluster), interned: log.dictionary.size };
  let notices = 0;
  while (simulation.foreground > 0 && simulation.step(never)) notices++;
  return {
    facts: log.length - before.facts,
    reads: recordsRead(cluster) - before.reads,
    notices,
    interned: log.dictionary.size - before.interned,
  };
};

/** What a workload costs for each thing that it is about, as far as that is counted. */
const costs = async ([name, sizes]: readonly [string, Parameters<typeof bench>[1]]): Promise<string> => {
  const figures = await bench([name], sizes, () => undefined);
  const counters = figures.filter((figure) => /(facts per \w+|records read per fact)$/.test(figure.name));
  return counters
    .filter(({ unit }) => unit !== '/s')
    .map((one) => `${name}, ${one.name}: ${one.value}\n`)
    .join('');
};

test('a rollout, and each workload, costs just as many facts, reads, notices and interned values as it did', async () => {
  const few = countersOf(500);
  const more = countersOf(1_500);
  const lines = (['facts', 'reads', 'notices', 'interned'] as const).map(
    (counter) =>
      `rollout, 500 nodes, ${counter}: ${few[counter]}; for each of 1,000 more: ${(more[counter] - few[counter]) / 1_000}\n`,
  );
  const others = await Promise.all(Object.entries(workloads).map(costs));
  // A loop that does more, or less, changes these on purpose: `npm test -- packages/bench -u` writes them anew. By accident it is seen here.
  await expect([...lines, ...others].join('')).toMatchFileSnapshot('counters.txt');
});

/** The figures that are counted, not timed, of a small workload. */
const counted = async (name: string, sizes: Parameters<typeof bench>[1]): Promise<readonly Figure[]> => {
  const figures = await bench([name], sizes, () => undefined);
  return figures.filter((figure) => /(pods|claims|deletions|Ready at the end|digest)$/.test(figure.name));
};

const workloads = {
  rollout: { nodes: [20] },
  update: { nodes: [20], pods: 20 },
  statefulsets: { pods: 20 },
  binding: { claims: 20 },
  scheduling: { nodes: [10], pods: 60 },
  steady: { nodes: [10], pods: 60, fill: 300_000_000, churn: 5_000_000 },
} as const;

test.each(Object.entries(workloads))(
  'the workload %s does all that it is asked, and the same every time',
  async (name, sizes) => {
    const figures = await counted(name, sizes);
    expect(figures.filter(({ value }) => value === 0)).toEqual([]);
    expect(await counted(name, sizes)).toEqual(figures);
    expect(Object.keys(suites)).toContain(name);
  },
);

test('a StatefulSet in one piece and in tens has every pod that it was asked for', async () => {
  const figures = await counted('statefulsets', { pods: 20 });
  expect(figures.filter(({ name }) => name.endsWith('pods')).map(({ value }) => value)).toEqual([20, 20]);
});
