import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { SeedPool, type Campaign } from '@orrery/campaign';
import { scenarioApiVersion } from '@orrery/scenario';
import type { Sizes } from '../sizes.ts';
import type { Figure } from '../suite.ts';

const seeds = 48;
const rounds = 3;

/** A parallel StatefulSet of twenty on ten nodes is rolled out, and then updated. */
const campaign: Campaign = {
  scenario: {
    apiVersion: scenarioApiVersion,
    kind: 'Scenario',
    metadata: { name: 'bench' },
    cluster: { nodes: [{ count: 10, namePrefix: 'node-' }] },
    files: {
      'web.yaml': JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'web' },
        spec: {
          serviceName: 'web',
          replicas: 20,
          podManagementPolicy: 'Parallel',
          selector: { matchLabels: { app: 'web' } },
          template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'x:1' }] } },
        },
      }),
    },
    steps: [
      { run: 'kubectl create -f web.yaml' },
      { wait: { for: 'rollout', on: 'sts/web' } },
      { run: 'kubectl set image sts/web c=x:2' },
      { wait: { for: 'rollout', on: 'sts/web' } },
    ],
  },
};

/** Milliseconds that pools need for the same seeds, shared out among them. Throws when a seed did not hold. */
const played = async (pools: readonly SeedPool[]): Promise<number> => {
  const started = performance.now();
  const share = seeds / pools.length;
  const runs = await Promise.all(
    pools.map((pool, i) => pool.play({ first: Math.floor(i * share), last: Math.floor((i + 1) * share) - 1 })),
  );
  const bad = runs.flat().find(({ outcome }) => outcome !== 'held');
  if (bad !== undefined)
    throw new Error(`The scenario of this benchmark holds with every seed: ${JSON.stringify(bad)}`);
  return performance.now() - started;
};

/**
 * A campaign on all cores, warm, against as many pools of one thread, which share nothing: no campaign gets more out of the cores. Virtual
 * ones that share a core give less than so many times what one alone gives, which is told beside it. Taken in turns, best of three, since a
 * neighbour can only make a round longer.
 */
export const campaignWorkload = async (_sizes: Sizes, report: (figures: readonly Figure[]) => void): Promise<void> => {
  const cores = availableParallelism();
  const pool = new SeedPool(campaign, cores);
  const apart = Array.from({ length: cores }, () => new SeedPool(campaign, 1));
  const contestants = { one: apart.slice(0, 1), all: [pool], apart };
  const best = { one: Infinity, all: Infinity, apart: Infinity };
  // A pool hands its seeds to whichever thread is free: one round of all seeds warms every thread.
  for (const pools of [contestants.all, contestants.apart]) await played(pools);
  for (let round = 0; round < rounds; round++)
    for (const name of ['one', 'all', 'apart'] as const)
      best[name] = Math.min(best[name], await played(contestants[name]));
  await Promise.all([pool, ...apart].map((one) => one.close()));
  const suite = 'campaign';
  report([
    { suite, name: 'seeds per second, one thread', value: (seeds * 1000) / best.one, unit: 'seeds/s' },
    { suite, name: `seeds per second, ${cores} threads`, value: (seeds * 1000) / best.all, unit: 'seeds/s' },
    {
      suite,
      name: `${cores} threads ÷ ${cores} × one thread`,
      value: best.one / best.all / cores,
      unit: '×',
    },
    {
      suite,
      name: `${cores} threads ÷ ${cores} pools apart`,
      value: best.apart / best.all,
      unit: '×',
      bar: { atLeast: 0.9 },
    },
  ]);
};
