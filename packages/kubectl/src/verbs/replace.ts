import * as E from 'fp-ts/lib/Either.js';
import { textAt } from '@orrery/core/cluster';
import { fail, print, type Command, type Part } from '../call.ts';
import { createObject, readObject, replaceObject, type Outcome } from '../client.ts';
import { deleteAll, waitForAll } from '../deletion.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { Flags, onOff, valued } from '../flags.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { readManifests, type Manifest } from '../manifest.ts';
import { objectName } from '../resource.ts';
import { selected } from '../select.ts';
import { weekUs } from '../timeout.ts';

/** `--force`: deletes what is there, waits until it is gone, and makes the objects anew. */
function* clear(manifests: readonly Manifest[], invocation: Invocation): Part<readonly string[]> {
  const found = [];
  for (const { kind, namespace, name } of manifests) {
    const object = yield* readObject(kind, namespace, name);
    if (E.isRight(object)) found.push(selected(kind, object.right));
  }
  // What kubectl calls force here is no force of the deletion.
  const flags = new Flags(invocation.flags.all('output').map((format) => ['output', format] as const));
  const { deleted } = yield* deleteAll(found, flags, { propagation: 'Background' });
  return yield* waitForAll(deleted, weekUs, invocation);
}

function* put({ kind, namespace, name, object }: Manifest, { flags }: Invocation): Part<Outcome> {
  const fieldManager = signedBy(flags, 'kubectl-replace');
  if (flags.on('force')) return yield* createObject(kind, namespace, object, { fieldManager });
  return yield* replaceObject(kind, namespace, name, object, { fieldManager, dryRun: isDryRun(flags) });
}

function* run(invocation: Invocation): Command {
  const { flags } = invocation;
  if (!flags.has('filename')) return yield* fail('error: must specify one of -f and -k');
  const { manifests, errors } = readManifests(invocation);
  const problems = [...errors];
  if (flags.on('force')) problems.push(...(yield* clear(manifests, invocation)));
  for (const manifest of manifests) {
    const done = yield* put(manifest, invocation);
    if (E.isLeft(done)) {
      problems.push(done.left.text(`error when replacing "${manifest.file}"`));
      continue;
    }
    const name = objectName(manifest.kind, textAt(done.right, 'metadata', 'name') ?? manifest.name);
    yield* print(flags.text('output') === 'name' ? name : `${name} replaced${dryRunSuffix(flags)}`);
  }
  for (const problem of problems) yield* fail(problem);
  return problems.length > 0 ? 1 : 0;
}

export const replace: Verb = {
  name: 'replace',
  flags: [
    valued('filename', 'f'),
    onOff('recursive', 'R'),
    valued('output', 'o'),
    onOff('force'),
    onOff('save-config'),
    valued('validate'),
    fieldManagerFlag,
    dryRunFlag,
  ],
  run,
};
