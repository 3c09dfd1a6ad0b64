import * as E from 'fp-ts/lib/Either.js';
import { performance } from 'node:perf_hooks';
import { decodeLogFile, encodeLogFile, logHeader } from '@orrery/core/engine';
import { clusterEvents, History } from '@orrery/core/cluster';
import type { Sizes } from '../sizes.ts';
import type { Figure } from '../suite.ts';
import { rollout } from '../suites/rollout.ts';

const elapsed = <Result>(run: () => Result): { readonly ms: number; readonly result: Result } => {
  const from = performance.now();
  const result = run();
  return { ms: performance.now() - from, result };
};

/** Executes a rollout, then reads its log back with everything verified, and folds it again. */
export const replayWorkload = (
  { nodes: [nodes = 10_000] = [] }: Sizes,
  report: (figures: readonly Figure[]) => void,
): void => {
  for (let warmUp = 0; warmUp < 2; warmUp++) rollout(Math.min(nodes, 1_000));
  const { ms: executing, result } = elapsed(() => rollout(nodes).cluster.core);
  const { log, settings, actors, state } = result;
  const run = {
    engineVersion: 'bench',
    name: 'rollout',
    seed: settings.seed,
    epoch: settings.epoch,
    kubernetesVersion: settings.version,
    scenario: null,
    actors: [...actors],
    deviations: [],
  };
  const bytes = encodeLogFile(logHeader(run, clusterEvents), log);
  const { ms: reading, result: decoded } = elapsed(() => decodeLogFile(bytes, clusterEvents));
  if (E.isLeft(decoded)) throw new Error(`the bench's own log cannot be read: ${decoded.left.message}`);
  const read = decoded.right.log;
  const { ms: folding, result: folded } = elapsed(() => new History(read).stateAt(read.length));
  if (folded.hash() !== state.hash()) throw new Error('replayed, the log came to another state than its run');
  const suite = 'replay';
  const rate = (ms: number): number => (read.length / ms) * 1000;
  report([
    { suite, name: 'facts', value: read.length, unit: '' },
    { suite, name: 'executing', value: rate(executing), unit: 'facts/s' },
    { suite, name: 'reading and verifying', value: rate(reading), unit: 'facts/s' },
    { suite, name: 'folding', value: rate(folding), unit: 'facts/s' },
    { suite, name: 'executing ÷ replaying', value: executing / (reading + folding), unit: '×' },
    { suite, name: 'digest', value: read.digest(), unit: '' },
  ]);
};
