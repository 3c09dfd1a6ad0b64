import type { Sizes } from '../sizes.ts';
import type { Figure } from '../suite.ts';
import { prepared, rollout } from '../suites/rollout.ts';
import { alone, simPy, withGo, type Foreign } from './foreign.ts';
import { cpuMsOf, type ModelRun } from './model.ts';

const suite = 'peers';
const rounds = 3;
/** The size at which the bars stand: smaller runs are over before anything is warm. */
const barFrom = 100_000;

type Peers = ReadonlyMap<string, (nodes: number) => ModelRun>;

/** The best of some rounds for each peer, taken in turns; throws when two did not do the same. */
const inTurns = (peers: Peers, nodes: number): ReadonlyMap<string, number> => {
  const best = new Map<string, number>();
  let first: ModelRun | undefined;
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of peers) {
      const found = run(nodes);
      first ??= found;
      if (found.events !== first.events || found.last !== first.last || found.checksum !== first.checksum)
        throw new Error(`the peer ${name} came to other events: ${JSON.stringify([first, found])}`);
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, found.ms));
    }
  return best;
};

/** CPU milliseconds of the real rollout: every control loop, its some twelve facts for a pod. */
const realMs = (nodes: number): number => {
  const cluster = prepared(nodes);
  return cpuMsOf(() => cluster.runUntilQuiet());
};

const ratios = (nodes: number, times: ReadonlyMap<string, number>, real: number): readonly Figure[] => {
  const ratio = (name: string, above: number | undefined, below: number | undefined, atLeast: number): Figure[] =>
    above === undefined || below === undefined
      ? []
      : [
          {
            suite,
            name: `${nodes} nodes: ${name}`,
            value: above / below,
            unit: '×',
            ...(nodes < barFrom ? {} : { bar: { atLeast } }),
          },
        ];
  const [kernel, twin, python] = ['kernel', 'mutable twin', 'SimPy'].map((name) => times.get(name));
  return [
    ...ratio('kernel, in speeds of SimPy', python, kernel, 4),
    ...ratio('kernel, in speeds of the mutable twin', twin, kernel, 0.4),
    ...ratio("real rollout, in speeds of SimPy's model", python, real, 1),
  ];
};

/** The model of five stages on our kernel and on its peers, each in processes of its own, and the real rollout beside them. */
export const comparePeers = (
  { nodes = [1_000, 10_000, 100_000] }: Sizes,
  report: (figures: readonly Figure[]) => void,
): void =>
  withGo((go) => {
    const foreign: readonly Foreign[] = [simPy(), go];
    const peers = new Map<string, (nodes: number) => ModelRun>([
      ['kernel', alone('kernel')],
      ['mutable twin', alone('mutable-twin')],
    ]);
    for (const one of foreign) {
      if ('run' in one) peers.set(one.name, one.run);
      const value = 'run' in one ? one.version : `not measured: ${one.missing}`;
      report([{ suite, name: one.name, value, unit: '' }]);
    }
    for (let warmUp = 0; warmUp < 3; warmUp++) rollout(1_000);
    for (const count of [...nodes].sort((a, b) => a - b)) {
      const times = inTurns(peers, count);
      const real = realMs(count);
      const perPod = [...times, ['real rollout', real] as const].map(([name, ms]): Figure => ({
        suite,
        name: `${count} nodes: ${name}`,
        value: (ms / count) * 1000,
        unit: 'µs/pod',
      }));
      report([...perPod, ...ratios(count, times, real)]);
    }
  });
