import { gzipSync } from 'node:zlib';
import { encodeLogFile, logHeader, verifyLogFile, type LogRun } from '@orrery/core/engine';
import { clusterEvents } from '@orrery/core/cluster';
import type { Cluster } from '@orrery/core/control';
import { timed, type Figure } from '../suite.ts';
import { rollout } from './rollout.ts';

const fileNodes = 10_000;
const timedNodes = 1_000;

const headerOf = ({ core }: Cluster): LogRun => ({
  engineVersion: 'bench',
  name: 'rollout',
  seed: core.settings.seed,
  epoch: core.settings.epoch,
  kubernetesVersion: core.settings.version,
  scenario: null,
  actors: [...core.actors],
  deviations: [],
});

const fileOf = (cluster: Cluster): Uint8Array =>
  encodeLogFile(logHeader(headerOf(cluster), clusterEvents), cluster.core.log);

/** The log file's size, the speed of its verification, and what log digest and hashes cost a run. */
export const log = async (): Promise<readonly Figure[]> => {
  const big = rollout(fileNodes);
  const bytes = fileOf(big.cluster);
  const events = big.cluster.core.log.length;
  const small = rollout(timedNodes);
  const smallBytes = fileOf(small.cluster);
  const smallEvents = small.cluster.core.log.length;
  const times = await timed(
    {
      simulate: () => void rollout(timedNodes),
      withoutHashes: () => void rollout(timedNodes, { hashing: false }),
      verify: () => void verifyLogFile(smallBytes),
    },
    { iterations: 4 },
  );
  const { simulate = 0, withoutHashes = 0, verify = 0 } = times;
  const suite = 'log';
  return [
    { suite, name: `events of a rollout over ${fileNodes} nodes`, value: events, unit: '' },
    { suite, name: 'file, raw', value: bytes.length / events, unit: 'B/event', bar: { atMost: 24 } },
    { suite, name: 'file, gzipped', value: gzipSync(bytes).length / events, unit: 'B/event', bar: { atMost: 10 } },
    { suite, name: 'simulate', value: (simulate / smallEvents) * 1e6, unit: 'ns/event' },
    { suite, name: 'verify', value: (verify / smallEvents) * 1e6, unit: 'ns/event' },
    { suite, name: 'simulate ÷ verify', value: simulate / verify, unit: '×', bar: { atLeast: 30 } },
    { suite, name: 'digest on ÷ off', value: simulate / withoutHashes, unit: '×', bar: { atMost: 1.25 } },
  ];
};
