import * as E from 'fp-ts/lib/Either.js';
import type { Log } from '@orrery/core/engine';
import type { ClusterEvent } from '@orrery/core/cluster';
import { Input, type TimedInput } from './input.ts';

/** What came in from outside while a log was written, up to a position. Left: the position of what this engine cannot read. */
export const recordedInputs = (log: Log<ClusterEvent>, upTo = log.length): E.Either<number, readonly TimedInput[]> => {
  const inputs: TimedInput[] = [];
  for (let position = 1; position <= upTo; position++) {
    const event = log.event(position);
    if (event.type !== 'RequestReceived') continue;
    const input = Input.decode(event.input.json);
    if (E.isLeft(input)) return E.left(position);
    const command = event.command === '' ? {} : { command: event.command };
    inputs.push({ at: log.instantOf(position), ...command, ...input.right });
  }
  return E.right(inputs);
};
