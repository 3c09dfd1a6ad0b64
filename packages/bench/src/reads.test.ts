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
const countersOf = (nodes: number): Readonly<Record<'facts' | 'reads' | 'notices', number>> => {
  const cluster = prepared(nodes);
  const { simulation, log } = cluster.core;
  const before = { facts: log.length, reads: recordsRead(cluster) };
  let notices = 0;
  while (simulation.foreground > 0 && simulation.step(never)) notices++;
  return { facts: log.length - before.facts, reads: recordsRead(cluster) - before.reads, notices };
};

test('a rollout makes no more facts, reads and notices for a pod than a twelfth above what it did when this was written', () => {
  const few = countersOf(500);
  expect(countersOf(500)).toEqual(few);
  const { facts, reads: read, notices } = countersOf(1_500);
  const perPod = (one: number, other: number): number => (one - other) / 1_000;
  // 12.0, 67 and 20 then. A loop that does more may raise these on purpose; whoever raises one by accident learns it here.
  expect(perPod(facts, few.facts)).toBeLessThanOrEqual(13);
  expect(perPod(read, few.reads)).toBeLessThanOrEqual(75);
  expect(perPod(notices, few.notices)).toBeLessThanOrEqual(22);
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
