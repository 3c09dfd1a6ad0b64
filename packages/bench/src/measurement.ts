import { performance } from 'node:perf_hooks';
import type { Cluster } from '@orrery/core/control';
import type { Figure } from './suite.ts';
import { recordsRead } from './workloads/world.ts';

/** What one phase of a workload came to. */
export interface Measurement {
  /** What was done to how many things: pods, or claims. */
  readonly things: number;
  readonly ms: number;
  /** Time that the process computed, its garbage collector included: on a machine that others use too, the better of the two. */
  readonly cpuMs: number;
  readonly facts: number;
  readonly reads: number;
  /** Virtual time that passed, in microseconds. */
  readonly simulatedUs: number;
  /** The most memory that this process ever had, in bytes: sizes are best measured from small to large. */
  readonly peakBytes: number;
  readonly digest: string;
}

/** Measures what happens to a cluster while something runs. `things` is asked afterwards: how many it was done to. */
export const measured = (cluster: Cluster, run: () => void, things: () => number): Measurement => {
  const before = { facts: cluster.core.log.length, reads: recordsRead(cluster), at: cluster.now };
  const cpuFrom = process.cpuUsage();
  const from = performance.now();
  run();
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(cpuFrom);
  return {
    ms,
    cpuMs: (user + system) / 1000,
    facts: cluster.core.log.length - before.facts,
    reads: recordsRead(cluster) - before.reads,
    simulatedUs: cluster.now - before.at,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    digest: cluster.core.log.digest(),
    things: things(),
  };
};

/** The figures of a phase. `label` says of what size it was, `word` what is counted. */
export const figuresOf = (suite: string, label: string, word: string, one: Measurement): readonly Figure[] => {
  const { things, ms, cpuMs, facts, reads, simulatedUs, peakBytes, digest } = one;
  const figure = (name: string, value: number | string, unit = ''): Figure => ({
    suite,
    name: `${label}: ${name}`,
    value,
    unit,
  });
  return [
    figure(`${word}s`, things),
    figure('wall time', ms / 1000, 's'),
    figure('CPU time', cpuMs / 1000, 's'),
    figure(`${word}s per second`, (things / ms) * 1000, '/s'),
    figure(`facts per ${word}`, facts / things),
    figure('facts per second', (facts / ms) * 1000, '/s'),
    figure('records read per fact', reads / facts),
    figure('peak memory of the process so far', peakBytes / 2 ** 20, 'MiB'),
    figure('simulated ÷ real time', simulatedUs / 1000 / ms, '×'),
    figure('digest', digest),
  ];
};

/** The slope of cost per thing over size, both in logarithms, by least squares: 0 when a thing costs the same in every cluster. */
export const growthExponent = (points: readonly { readonly size: number; readonly cost: number }[]): number => {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (of: (one: { readonly x: number; readonly y: number }) => number): number =>
    logs.reduce((sum, one) => sum + of(one), 0) / logs.length;
  const [x, y] = [mean((one) => one.x), mean((one) => one.y)];
  return mean((one) => (one.x - x) * (one.y - y)) / mean((one) => (one.x - x) ** 2);
};
