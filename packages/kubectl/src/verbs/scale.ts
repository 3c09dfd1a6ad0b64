import * as E from 'fp-ts/lib/Either.js';
import { numberAt } from '@orrery/core/cluster';
import { fail, print, type Command } from '../call.ts';
import { patchObject, readObject } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { each } from '../each.ts';
import { valued, type Flags } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { objectName } from '../resource.ts';
import { selecting } from '../select.ts';

/** What is wrong with --replicas. */
const check = (_words: readonly string[], flags: Flags): string | undefined => {
  const text = flags.text('replicas');
  if (text === undefined) return 'error: required flag(s) "replicas" not set';
  if (!/^-?\d+$/.test(text))
    return `error: invalid argument "${text}" for "--replicas" flag: strconv.ParseInt: parsing "${text}": invalid syntax`;
  if (Number(text) >= 0) return undefined;
  return 'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0';
};

function* run(invocation: Invocation): Command {
  const { flags, words } = invocation;
  const complaint = check(words, flags);
  if (complaint !== undefined) return yield* fail(complaint);
  const replicas = Number(flags.text('replicas'));
  const current = flags.text('current-replicas');
  return yield* each(invocation, function* ({ kind, namespace, name }) {
    const scale = yield* readObject(kind, namespace, name, 'scale');
    if (E.isLeft(scale)) return scale.left.text();
    const was = numberAt(scale.right, 'spec', 'replicas') ?? 0;
    if (current !== undefined && Number(current) !== -1 && Number(current) !== was)
      return `error: Expected replicas to be ${current}, was ${was}`;
    const body = { spec: { replicas } };
    const dryRun = isDryRun(flags);
    const answer = yield* patchObject({
      kind,
      namespace,
      name,
      patchType: 'merge',
      body,
      subresource: 'scale',
      dryRun,
    });
    if (E.isLeft(answer)) return answer.left.text();
    yield* print(
      flags.text('output') === 'name'
        ? objectName(kind, name)
        : `${objectName(kind, name)} scaled${dryRunSuffix(flags)}`,
    );
    return undefined;
  });
}

export const scale: Verb = {
  name: 'scale',
  check,
  flags: [
    ...selecting,
    valued('replicas'),
    valued('current-replicas'),
    valued('resource-version'),
    valued('timeout'),
    valued('output', 'o'),
    dryRunFlag,
  ],
  run,
};
