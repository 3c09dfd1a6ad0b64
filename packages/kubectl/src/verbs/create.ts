import * as E from 'fp-ts/lib/Either.js';
import { fail, print, type Command } from '../call.ts';
import { createObject } from '../client.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { readManifests } from '../manifest.ts';
import { objectName } from '../resource.ts';
import { textAt } from '@orrery/core/cluster';
import { dryRunSuffix, dryRunFlag, isDryRun } from '../dry-run.ts';
import { createKind } from './create-kind.ts';

function* run(invocation: Invocation): Command {
  const { flags } = invocation;
  if (!flags.has('filename'))
    return invocation.words.length > 0
      ? yield* createKind(invocation)
      : yield* fail('error: must specify one of -f and -k');
  const { manifests, errors } = readManifests(invocation);
  // What went wrong is said at the end, when everything has been tried.
  const problems = [...errors];
  for (const { file, kind, namespace, object } of manifests) {
    const made = yield* createObject(kind, namespace, object, {
      fieldManager: signedBy(flags, 'kubectl-create'),
      dryRun: isDryRun(flags),
    });
    if (E.isLeft(made)) {
      problems.push(made.left.text(`error when creating "${file}"`));
      continue;
    }
    const name = objectName(kind, textAt(made.right, 'metadata', 'name') ?? '');
    yield* print(flags.text('output') === 'name' ? name : `${name} created${dryRunSuffix(flags)}`);
  }
  for (const problem of problems) yield* fail(problem);
  return problems.length > 0 ? 1 : 0;
}

export const create: Verb = {
  name: 'create',
  flags: [
    valued('filename', 'f'),
    onOff('recursive', 'R'),
    valued('output', 'o'),
    onOff('save-config'),
    valued('validate'),
    valued('image'),
    valued('replicas'),
    valued('port'),
    valued('from-literal'),
    fieldManagerFlag,
    dryRunFlag,
  ],
  run,
};
