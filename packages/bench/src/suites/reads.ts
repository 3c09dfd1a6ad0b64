import type { Figure } from '../suite.ts';
import { rollout } from './rollout.ts';

const perFact = (nodes: number): number => {
  const { facts, reads } = rollout(nodes);
  return reads / facts;
};

/** Records read per fact must not grow with the cluster. A counter, not a time: also a test. */
export const reads = (small = 1_000, large = 100_000): readonly Figure[] => {
  const suite = 'reads';
  const [few, many] = [perFact(small), perFact(large)];
  return [
    { suite, name: `records read per fact at ${small} nodes`, value: few, unit: '' },
    { suite, name: `records read per fact at ${large} nodes`, value: many, unit: '' },
    { suite, name: 'growth', value: many / few, unit: '×', bar: { atMost: 1.1 } },
  ];
};
