import * as E from 'fp-ts/lib/Either.js';
import type { Json } from '@orrery/core/engine';
import { formatYaml } from '@orrery/kubectl';
import { recordedInputs, Scenario } from '@orrery/scenario';
import { readLog } from './log-reading.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `orrery record`: a log as the scenario that gives it again, everything that came in from outside included. */
export const record = (path: string, terminal: Terminal): number => {
  const { header, log } = readLog(path, terminal);
  const scenario = Scenario.decode(header.scenario);
  if (E.isLeft(scenario)) throw new UsageError(`${path}: the scenario in its header cannot be read by this version`);
  const inputs = recordedInputs(log);
  if (E.isLeft(inputs)) throw new UsageError(`${path}: the input at #${inputs.left} cannot be read by this version`);
  const ended = inputs.right.length === 0 ? {} : { inputs: inputs.right, until: log.instantOf(log.length) };
  const recorded = Scenario.encode({ ...scenario.right, seed: header.seed, ...ended });
  terminal.out(formatYaml(recorded as Json)); // its codec writes JSON
  return 0;
};
