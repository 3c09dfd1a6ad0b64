import { figuresOf, growthExponent, measured, type Measurement } from '../measurement.ts';
import type { Sizes } from '../sizes.ts';
import type { Figure } from '../suite.ts';
import { prepared, rollout } from '../suites/rollout.ts';
import { readyPods } from './world.ts';

const suite = 'rollout';

/** Unmeasured rollouts before the first: code that nobody has compiled yet would count as a cost of the smallest cluster. */
const warmUps = 4;

const measureRollout = (nodes: number): Measurement => {
  const cluster = prepared(nodes);
  return measured(
    cluster,
    () => cluster.runUntilQuiet(),
    () => readyPods(cluster),
  );
};

/** From 10⁴ nodes on, if that leaves two sizes; below, what a run costs once is still seen. */
const growing = (nodes: readonly number[]): readonly number[] => {
  const large = nodes.filter((count) => count >= 10_000);
  return large.length > 1 ? large : nodes;
};

/** A DaemonSet over clusters of several sizes, one after the other: what a pod costs, and how that grows with the cluster. */
export const rolloutWorkload = (
  { nodes: asked = [1_000, 10_000, 100_000] }: Sizes,
  report: (figures: readonly Figure[]) => void,
): void => {
  const nodes = [...new Set(asked)].sort((a, b) => a - b);
  const smallest = nodes[0] ?? 0;
  for (let i = 0; i < warmUps; i++) rollout(Math.min(smallest, 1_000));
  const found = nodes.map((count) => {
    const measurement = measureRollout(count);
    report(figuresOf(suite, `${count} nodes`, 'pod', measurement));
    return {
      size: count,
      cost: measurement.cpuMs / measurement.things,
      perFact: measurement.reads / measurement.facts,
    };
  });
  const [first, last] = [found[0], found[found.length - 1]];
  if (first === undefined || last === undefined || first === last) return;
  const compared = growing(nodes);
  const span = `${compared[0] ?? 0} to ${compared[compared.length - 1] ?? 0} nodes`;
  const growth: readonly Figure[] = [
    {
      suite,
      name: `growth exponent of the CPU time per pod, ${span}`,
      value: growthExponent(found.filter(({ size }) => compared.includes(size))),
      unit: '',
      bar: { atMost: 0.35 },
    },
    {
      suite,
      name: `records read per fact, ${last.size} ÷ ${first.size} nodes`,
      value: last.perFact / first.perFact,
      unit: '×',
      bar: { atMost: 1.1 },
    },
  ];
  report(growth);
};
