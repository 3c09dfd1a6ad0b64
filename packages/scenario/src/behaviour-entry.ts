import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { constant, quantiles, type Distribution, type Duration } from '@orrery/core/engine';
import { parseQuantity, toValue } from '@orrery/core/cluster';
import type { BehaviourRule, Chance, ContainerBehaviour, HookBehaviour, ProbeAnswer } from '@orrery/core/control';
import { checked } from './checked.ts';
import { closed, shown } from './closed.ts';
import { DurationText, FilledText, Flag, oneOf, Share, Text, whole } from './scalar.ts';
import { distribution, Quantiles } from './timing-entry.ts';

/** How long something takes: always the same, or quantiles. */
const Lasting: t.Type<Duration | Quantiles, unknown> = new t.Type<Duration | Quantiles, unknown>(
  'Lasting',
  (value): value is Duration | Quantiles => typeof value === 'number' || Quantiles.is(value),
  (written, context) =>
    typeof written === 'object' && written !== null
      ? Quantiles.validate(written, context)
      : DurationText.validate(written, context),
  (value) => (typeof value === 'number' ? DurationText.encode(value) : Quantiles.encode(value)),
);
type Lasting = t.TypeOf<typeof Lasting>;

const Bytes = checked(FilledText, (text) =>
  E.isLeft(parseQuantity(text)) ? `expected an amount of bytes such as 120Mi, got ${shown(text)}` : undefined,
);

const times = whole('a whole number of times from 1', 1, 1_000_000);
const exitCode = whole('an exit code from 0 to 255', 0, 255);
const chance = { share: Share, times };

const Pull = closed(
  'Pull',
  {},
  {
    size: Bytes,
    takes: Lasting,
    fails: t.readonlyArray(closed('PullFailure', { error: FilledText }, chance)),
  },
);

const startReasons = ['CreateContainerError', 'RunContainerError'] as const;

const Start = closed(
  'Start',
  {},
  {
    takes: Lasting,
    fails: t.readonlyArray(
      closed('StartFailure', { message: FilledText }, { reason: oneOf('reason', startReasons), ...chance }),
    ),
  },
);

const Ending = checked(
  closed('Ending', { after: Lasting }, { exitCode, oomKilled: Flag, ...chance }),
  ({ exitCode: code, oomKilled }) =>
    oomKilled === true && code !== undefined && code !== 137
      ? 'a process that is killed for its memory exits with 137: leave exitCode out'
      : undefined,
);

const Answer = checked(
  closed('ProbeAnswer', { from: DurationText }, { fails: Text, succeeds: Flag }),
  ({ fails, succeeds }) =>
    (fails === undefined) === (succeeds === undefined)
      ? 'say either fails, with the reason (it may be empty), or succeeds: true'
      : succeeds === false
        ? 'say fails, with the reason, instead of succeeds: false'
        : undefined,
);

const Answers = checked(t.readonlyArray(Answer), (answers) =>
  answers.every(({ from }, i) => i === 0 || (answers[i - 1]?.from ?? 0) < from)
    ? undefined
    : 'answers stand in order of time: each from is later than the one before',
);

const Hook = closed('Hook', {}, { takes: Lasting, fails: closed('Chance', {}, chance) });

/** How containers behave that an entry fits. */
export const BehaviourEntry = closed(
  'BehaviourEntry',
  {},
  {
    match: closed(
      'Match',
      {},
      {
        image: FilledText,
        images: t.readonlyArray(FilledText),
        labels: t.record(t.string, Text),
        namespace: FilledText,
        container: FilledText,
      },
    ),
    pull: Pull,
    start: Start,
    ready: Lasting,
    run: t.readonlyArray(Ending),
    probes: closed('Probes', {}, { startup: Answers, readiness: Answers, liveness: Answers }),
    stop: closed('Stop', {}, { takes: Lasting, ignoresSigterm: Flag, exitCode }),
    postStart: Hook,
    preStop: Hook,
    uses: closed('Uses', {}, { memory: Bytes, disk: Bytes, pids: whole('a number of processes', 0, 10_000_000) }),
  },
);
export interface BehaviourEntry extends t.TypeOf<typeof BehaviourEntry> {}

const lasting = (given: Lasting | undefined): Distribution | undefined =>
  given === undefined ? undefined : typeof given === 'number' ? constant(given) : distribution(given);

const always = 1_000_000;

const chanceOf = (given: { readonly share?: number; readonly times?: number }): Chance => ({
  millionths: given.share ?? always,
  times: given.times,
});

const bytesOf = (text: string | undefined): number => {
  const quantity = parseQuantity(text ?? '0');
  return E.isLeft(quantity) ? 0 : toValue(quantity.right); // the codec refused such a text
};

const hookOf = ({ takes, fails }: t.TypeOf<typeof Hook>): HookBehaviour => ({
  takes: lasting(takes),
  fails: fails === undefined ? undefined : chanceOf(fails),
});

const answersOf = (answers: t.TypeOf<typeof Answers>): readonly ProbeAnswer[] =>
  answers.map(({ from, fails }) => ({ fromUs: from, failure: fails }));

const probesOf = ({ startup, readiness, liveness }: NonNullable<BehaviourEntry['probes']>) => ({
  ...(startup === undefined ? {} : { startup: answersOf(startup) }),
  ...(readiness === undefined ? {} : { readiness: answersOf(readiness) }),
  ...(liveness === undefined ? {} : { liveness: answersOf(liveness) }),
});

const runOf = (endings: NonNullable<BehaviourEntry['run']>): NonNullable<ContainerBehaviour['run']> =>
  endings.map(({ after, exitCode: code, oomKilled = false, ...given }) => ({
    after: lasting(after) ?? quantiles({ median: 0 }),
    exitCode: oomKilled ? 137 : (code ?? 0),
    oomKilled,
    ...chanceOf(given),
  }));

const imageOf = ({ pull, start }: BehaviourEntry): ContainerBehaviour => ({
  ...(pull === undefined
    ? {}
    : {
        pull: {
          bytes: pull.size === undefined ? undefined : bytesOf(pull.size),
          takes: lasting(pull.takes),
          failures: (pull.fails ?? []).map((one) => ({ error: one.error, ...chanceOf(one) })),
        },
      }),
  ...(start === undefined
    ? {}
    : {
        start: {
          takes: lasting(start.takes),
          failures: (start.fails ?? []).map(({ reason = 'RunContainerError', message, ...given }) => ({
            reason,
            message,
            ...chanceOf(given),
          })),
        },
      }),
});

const lifeOf = ({ ready, run, probes, stop, postStart, preStop, uses }: BehaviourEntry): ContainerBehaviour => {
  const readiness = lasting(ready);
  return {
    ...(readiness === undefined ? {} : { ready: readiness }),
    ...(run === undefined ? {} : { run: runOf(run) }),
    ...(probes === undefined ? {} : { probes: probesOf(probes) }),
    ...(stop === undefined
      ? {}
      : {
          stop: {
            takes: lasting(stop.takes),
            ignoresSigterm: stop.ignoresSigterm ?? false,
            exitCode: stop.exitCode ?? 0,
          },
        }),
    ...(postStart === undefined ? {} : { postStart: hookOf(postStart) }),
    ...(preStop === undefined ? {} : { preStop: hookOf(preStop) }),
    ...(uses === undefined
      ? {}
      : { uses: { memoryBytes: bytesOf(uses.memory), diskBytes: bytesOf(uses.disk), pids: uses.pids ?? 1 } }),
  };
};

/** The rule that an entry describes. */
export const ruleOf = (entry: BehaviourEntry): BehaviourRule => {
  const { image, images = [], labels = {}, namespace, container } = entry.match ?? {};
  return {
    match: { images: image === undefined ? images : [image, ...images], labels, namespace, container },
    behaviour: { ...imageOf(entry), ...lifeOf(entry) },
  };
};
