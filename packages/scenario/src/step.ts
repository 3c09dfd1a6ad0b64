import * as t from 'io-ts';
import { faultNames } from '@orrery/core/faults';
import { checked } from './checked.ts';
import { closed, shown } from './closed.ts';
import { DurationText, FilledText, Flag, LooseText, PatternText, Text, whole } from './scalar.ts';
import { didYouMean } from './suggestion.ts';

const exitCode = whole('an exit code from 0 to 255', 0, 255);

/** What a command must print (both streams, as a terminal shows them, without the last line break) and how it must end. */
export const OutputExpectation = closed(
  'OutputExpectation',
  {},
  { output: Text, contains: Text, matches: PatternText, exitCode },
);
export interface OutputExpectation extends t.TypeOf<typeof OutputExpectation> {}

/** What an object must look like. Without a jsonpath: whether it exists. */
export const ObjectExpectation = checked(
  closed(
    'ObjectExpectation',
    { on: FilledText },
    {
      namespace: FilledText,
      jsonpath: FilledText,
      equals: LooseText,
      contains: LooseText,
      matches: PatternText,
      exists: Flag,
    },
  ),
  ({ jsonpath, equals, contains, matches, exists }) => {
    const texts = [equals, contains, matches].filter((one) => one !== undefined).length;
    if (jsonpath !== undefined)
      return texts > 0 && exists === undefined ? undefined : '"jsonpath" needs one of equals, contains, matches';
    return texts === 0 && exists !== undefined
      ? undefined
      : '"on" needs a jsonpath with equals, contains or matches, or exists: true or false';
  },
);
export interface ObjectExpectation extends t.TypeOf<typeof ObjectExpectation> {}

const waitForms = ['rollout', 'delete', 'quiet', 'create', 'condition=', 'jsonpath='] as const;

const WaitFor = checked(FilledText, (text) =>
  waitForms.some((form) => (form.endsWith('=') ? text.startsWith(form) && text.length > form.length : text === form))
    ? undefined
    : `cannot wait for ${shown(text)}${
        didYouMean(
          text,
          waitForms.filter((form) => form !== text),
        ) || '; known: rollout, delete, create, quiet, condition=TYPE, jsonpath={PATH}=VALUE'
      }`,
);

const isAboutObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('on' in value || 'jsonpath' in value || 'equals' in value);

/** Either of the two; `on` tells them apart. */
export type Expectation = OutputExpectation | ObjectExpectation;

export const isObjectExpectation = (expectation: Expectation): expectation is ObjectExpectation => 'on' in expectation;

const Expectation: t.Type<Expectation, unknown> = new t.Type<Expectation, unknown>(
  'Expectation',
  (value): value is Expectation => ObjectExpectation.is(value) || OutputExpectation.is(value),
  (value, context) =>
    isAboutObject(value) ? ObjectExpectation.validate(value, context) : OutputExpectation.validate(value, context),
  (value) => (isObjectExpectation(value) ? ObjectExpectation.encode(value) : OutputExpectation.encode(value)),
);

/** Something to wait for. `quiet`: until only periodic notices are left. */
export const Wait = checked(
  closed('Wait', { for: WaitFor }, { on: FilledText, namespace: FilledText, timeout: DurationText }),
  (wait) =>
    wait.for === 'quiet' || wait.on !== undefined
      ? undefined
      : `"on" is missing: what to wait for ${shown(wait.for)} on`,
);
export interface Wait extends t.TypeOf<typeof Wait> {}

/** One fault: its name and what it befalls. */
export const FaultStep = checked(
  closed('Fault', {}, Object.fromEntries(faultNames.map((name) => [name, FilledText]))),
  (fault) =>
    Object.keys(fault).length === 1 ? undefined : `a fault is one of ${faultNames.join(', ')}, with what it befalls`,
);

const when = {
  /** An instant from zero. */
  at: DurationText,
  /** On top of the step before. */
  after: DurationText,
  /** What the step shows, for whoever reads along. */
  about: Text,
};

const actions = ['run', 'watch', 'wait', 'fault', 'expect'] as const;

const AnyStep = closed(
  'Step',
  {},
  {
    ...when,
    run: FilledText,
    watch: FilledText,
    for: DurationText,
    wait: Wait,
    fault: FaultStep,
    expect: Expectation,
  },
);

export type FaultStep = t.TypeOf<typeof FaultStep>;

/** One step of a scenario: a command, a watch in the background, a wait, a fault, or an expectation. */
export const Step = checked(AnyStep, (step) => {
  const doing = actions.filter((action) => action !== 'expect' && step[action] !== undefined);
  if (doing.length > 1) return `a step does one thing, not ${doing.join(' and ')}`;
  if (doing.length === 0 && step.expect === undefined) return `a step needs one of ${actions.join(', ')}`;
  if (step.at !== undefined && step.after !== undefined) return 'a step has either "at" or "after", not both';
  if (step.for !== undefined && step.watch === undefined) return '"for" belongs to a watch';
  if (step.expect !== undefined && doing[0] !== undefined && doing[0] !== 'run')
    return `"expect" goes with run or stands alone, not with ${doing[0]}`;
  if (step.expect !== undefined && isObjectExpectation(step.expect) !== (step.run === undefined))
    return step.run === undefined
      ? 'an expectation of its own says "on" what, with jsonpath or exists'
      : 'what a command must do is said with output, contains, matches or exitCode';
  return undefined;
});
export interface Step extends t.TypeOf<typeof Step> {}
