import * as E from 'fp-ts/lib/Either.js';
import type { Json, JsonObject } from '@orrery/core/engine';
import { apiVersionOf, type LabelSelector } from '@orrery/core/cluster';
import { parseSelector } from '@orrery/core/api';
import { fail, print, type Command } from '../call.ts';
import { createObject } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { valued, type Flags } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { objectName } from '../resource.ts';

const amounts = ['min-available', 'max-unavailable'] as const;

/** What is wrong with the options. Source: create_pdb.go, Validate. */
const complaint = (words: readonly string[], flags: Flags): string | undefined => {
  if (words.length !== 1)
    return `error: exactly one NAME is required, got ${words.length}\nSee 'kubectl create poddisruptionbudget -h' for help and examples`;
  if ((flags.text('selector') ?? '') === '') return 'error: a selector must be specified';
  const given = amounts.filter((name) => (flags.text(name) ?? '') !== '');
  if (given.length === 0) return 'error: one of min-available or max-unavailable must be specified';
  if (given.length === 2) return 'error: min-available and max-unavailable cannot be both specified';
  const wrong = given.find((name) => !/^[0-9]+%?$/.test(flags.text(name) ?? ''));
  return wrong === undefined ? undefined : `error: invalid format specified for ${wrong}`;
};

const amount = (text: string): Json => (text.endsWith('%') ? text : Number(text));

/** The object form of a selector; `=` becomes matchLabels. Source: metav1.ParseToLabelSelector. */
const selectorObject = (selector: LabelSelector): JsonObject => {
  const equal = selector.filter(({ operator }) => operator === '=' || operator === '==');
  const others = selector.filter(({ operator }) => operator !== '=' && operator !== '==');
  return {
    ...(equal.length === 0
      ? {}
      : { matchLabels: Object.fromEntries(equal.map(({ key, values }) => [key, values[0] ?? ''])) }),
    ...(others.length === 0
      ? {}
      : {
          matchExpressions: others.map(({ key, operator, values }) => ({
            key,
            operator: operator === '!=' ? 'NotIn' : operator,
            ...(values.length === 0 ? {} : { values: [...values] }),
          })),
        }),
  };
};

function* run({ words, flags, namespace }: Invocation): Command {
  const problem = complaint(words, flags);
  if (problem !== undefined) return yield* fail(problem);
  const selector = parseSelector(flags.text('selector') ?? '');
  if (E.isLeft(selector)) return yield* fail(`error: ${selector.left}`);
  const [name = ''] = words;
  const least = flags.text('min-available') ?? '';
  const most = flags.text('max-unavailable') ?? '';
  const object: JsonObject = {
    apiVersion: apiVersionOf('PodDisruptionBudget'),
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: {
      ...(least === '' ? {} : { minAvailable: amount(least) }),
      ...(most === '' ? {} : { maxUnavailable: amount(most) }),
      selector: selectorObject(selector.right),
    },
  };
  const made = yield* createObject('PodDisruptionBudget', namespace, object, {
    fieldManager: signedBy(flags, 'kubectl-create'),
    dryRun: isDryRun(flags),
  });
  if (E.isLeft(made)) return yield* fail(made.left.text(`error: failed to create poddisruptionbudgets`));
  const title = objectName('PodDisruptionBudget', name);
  yield* print(flags.text('output') === 'name' ? title : `${title} created${dryRunSuffix(flags)}`);
  return 0;
}

const verb = (name: string): Verb => ({
  name,
  flags: [
    valued('min-available'),
    valued('max-unavailable'),
    valued('selector'),
    valued('output', 'o'),
    fieldManagerFlag,
    dryRunFlag,
  ],
  run,
});

export const createBudget = verb('create poddisruptionbudget');

export const createPdb = verb('create pdb');
