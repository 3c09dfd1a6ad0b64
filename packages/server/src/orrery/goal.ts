import * as E from 'fp-ts/lib/Either.js';
import { formatDuration, type Duration } from '@orrery/core/engine';
import { handle } from '@orrery/core/api';
import { filesOf, kubectlWords, parseWords, readRecords } from '@orrery/kubectl';
import { CommandRun } from '@orrery/scenario';
import type { Failure } from '../http/answer.ts';
import type { ServedCluster } from '../served-cluster.ts';
import { badInput, textIn, type Members } from './input.ts';

/** Something to run until. */
export interface Goal {
  readonly holds: () => boolean;
  /** What it printed on the way. */
  readonly said: () => string;
  /** Undefined while it has not come to an end by itself. */
  readonly exitCode: () => number | undefined;
  readonly end: () => void;
}

/** Nothing but periodic notices is due. */
const quiet = (served: ServedCluster): Goal => ({
  holds: () => served.player.idle,
  said: () => '',
  exitCode: () => (served.player.idle ? 0 : undefined),
  end: () => undefined,
});

/** A command of kubectl that comes to its end in virtual time, such as wait or rollout status. */
const commandGoal = (served: ServedCluster, words: readonly string[]): Goal => {
  const said: string[] = [];
  const { epoch, version } = served.core.settings;
  const run = new CommandRun(kubectlWords(words, { now: () => served.now, epoch, version, files: filesOf({}) }), {
    now: () => served.now,
    request: (request) => handle(served.server(), request),
    read: (request) => readRecords(served.core, request),
    print: (_stream, text) => said.push(text),
  });
  const end = served.onChange((change, position) => run.offer(change, position));
  run.resume();
  const goOn = (): void => {
    if (run.isDue(served.now)) run.resume();
  };
  return {
    holds: () => {
      goOn();
      return run.standing.type === 'ended';
    },
    said: () => said.join('\n'),
    exitCode: () => (run.standing.type === 'ended' ? run.standing.exitCode : undefined),
    end,
  };
};

/** What `{"for": …, "on": …}` means: as the wait of a scenario's step. */
export const readGoal = (served: ServedCluster, members: Members, timeout: Duration): E.Either<Failure, Goal> => {
  const what = textIn(members, 'for');
  if (what === 'quiet') return E.right(quiet(served));
  const on = textIn(members, 'on');
  if (what === '' || on === '')
    return E.left(
      badInput(
        'run-until wants "for" (rollout, delete, create, condition=TYPE, jsonpath={PATH}=VALUE, quiet) and "on" (such as pod/web-0)',
      ),
    );
  const namespace = textIn(members, 'namespace');
  const options = [`--timeout=${formatDuration(timeout)}`, ...(namespace === '' ? [] : ['--namespace', namespace])];
  const words = what === 'rollout' ? ['rollout', 'status', on, ...options] : ['wait', on, `--for=${what}`, ...options];
  const parsed = parseWords(words);
  const complaint = E.isLeft(parsed) ? parsed.left : parsed.right.complaint;
  return complaint === undefined
    ? E.right(commandGoal(served, words))
    : E.left(badInput(complaint.replace(/^error: /, '')));
};
