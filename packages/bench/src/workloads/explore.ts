import { performance } from 'node:perf_hooks';
import { installedControllers } from '@orrery/controllers';
import { explore, invariants, searchLags, searchSlackUs, Watchman, type Execute } from '@orrery/props';
import { Player, scenarioApiVersion, type Scenario } from '@orrery/scenario';
import type { Figure } from '../suite.ts';

const manifest = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { containers: [{ name: agent, image: 'agent:1' }] }
`;

const scenario: Scenario = {
  apiVersion: scenarioApiVersion,
  kind: 'Scenario',
  metadata: { name: 'explored' },
  cluster: { nodes: [{ name: 'node-1' }, { name: 'node-2' }] },
  files: { 'agent.yaml': manifest },
  steps: [{ run: 'kubectl create -f agent.yaml' }, { wait: { for: 'quiet', timeout: 300_000_000 } }],
};

const runs = 300;

/** Searches the rollout of a DaemonSet over two nodes, every invariant watched after every event: a state is what an event leads to. */
export const exploreWorkload = (_sizes: unknown, report: (figures: readonly Figure[]) => void): void => {
  let states = 0;
  const execute: Execute = (deviations) => {
    let watchman: Watchman | undefined;
    const player = new Player(scenario, {
      deviations,
      exploring: true,
      slackUs: searchSlackUs,
      installed: installedControllers({ lags: searchLags }),
      prepare: (core) => {
        watchman = new Watchman(core, invariants);
      },
    });
    while (player.step());
    const { core } = player.cluster;
    states += core.log.length;
    return { violation: watchman?.violations[0], points: core.simulation.choices.points };
  };
  explore(execute, { deviations: 1, runs: 30 });
  states = 0;
  const from = performance.now();
  const { runs: done, found } = explore(execute, { deviations: 2, runs });
  const seconds = (performance.now() - from) / 1000;
  const suite = 'explore';
  report([
    { suite, name: 'runs', value: done, unit: '' },
    { suite, name: 'runs per second', value: done / seconds, unit: '/s' },
    { suite, name: 'states', value: states, unit: '' },
    { suite, name: 'states per second', value: states / seconds, unit: '/s' },
    { suite, name: 'violations found', value: found === undefined ? 0 : 1, unit: '', bar: { atMost: 0 } },
  ]);
};
