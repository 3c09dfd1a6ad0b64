import * as E from 'fp-ts/lib/Either.js';
import { flagAt } from '@orrery/core/cluster';
import { fail, print, type Command, type Part } from '../call.ts';
import { patchObject } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { each } from '../each.ts';
import { valued, type Flags } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import type { Selected } from '../select.ts';

/** Marks a node as (not) to be scheduled to; says what is wrong, if anything is. */
export function* setCordon({ name, object }: Selected, wanted: boolean, flags: Flags): Part<string | undefined> {
  const done = wanted ? 'cordoned' : 'uncordoned';
  if (flagAt(object, 'spec', 'unschedulable') === wanted) {
    yield* print(`node/${name} already ${done}${dryRunSuffix(flags)}`);
    return undefined;
  }
  const body = { spec: { unschedulable: wanted ? true : null } };
  const answer = yield* patchObject({
    kind: 'Node',
    namespace: '',
    name,
    patchType: 'strategic',
    body,
    dryRun: isDryRun(flags),
  });
  if (E.isLeft(answer))
    return `error: unable to ${wanted ? 'cordon' : 'uncordon'} node "${name}": ${answer.left.text()}`;
  yield* print(`node/${name} ${done}${dryRunSuffix(flags)}`);
  return undefined;
}

const cordoning = (name: 'cordon' | 'uncordon'): Verb => ({
  name,
  flags: [valued('selector', 'l'), dryRunFlag],
  run: function* (invocation: Invocation): Command {
    const { words, flags } = invocation;
    if (words.length === 0 && !flags.has('selector')) return yield* fail(`error: USAGE: ${name} NODE [flags]`);
    const nodes = words.map((word) => (word.includes('/') ? word : `node/${word}`));
    return yield* each(
      invocation,
      (one) => setCordon(one, name === 'cordon', flags),
      nodes.length === 0 ? ['nodes'] : nodes,
    );
  },
});

export const cordon = cordoning('cordon');

export const uncordon = cordoning('uncordon');
