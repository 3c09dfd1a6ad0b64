import { History } from '@orrery/core/cluster';
import { readLog } from './log-reading.ts';
import type { Terminal } from './terminal.ts';

export interface ReplayOptions {
  readonly output: 'text' | 'json';
}

/** `orrery replay`: reads a log with every checksum and digest verified, folds it, and says what came out. */
export const replay = (path: string, { output }: ReplayOptions, terminal: Terminal): number => {
  const { log, header, torn } = readLog(path, terminal);
  const stateHash = new History(log).stateAt(log.length).hash();
  const found = {
    scenario: header.name,
    seed: header.seed,
    events: log.length,
    simulatedSeconds: log.instantOf(log.length) / 1_000_000,
    digest: log.digest(),
    stateHash,
    torn: torn !== undefined,
  };
  if (output === 'json') terminal.out(`${JSON.stringify(found)}\n`);
  else terminal.out(`events      ${found.events}\ndigest      ${found.digest}\nstate hash  ${stateHash}\n`);
  return 0;
};
