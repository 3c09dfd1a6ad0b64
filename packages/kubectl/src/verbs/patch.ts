import * as E from 'fp-ts/lib/Either.js';
import { textAt } from '@orrery/core/cluster';
import type { PatchType, Subresource } from '@orrery/core/api';
import { fail, print, type Command } from '../call.ts';
import { patchObject } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { each } from '../each.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { objectName } from '../resource.ts';
import { selecting } from '../select.ts';
import { parseYaml } from '../yaml.ts';

const patchTypes: readonly PatchType[] = ['json', 'merge', 'strategic'];

function* run(invocation: Invocation): Command {
  const { flags, context } = invocation;
  const file = flags.text('patch-file');
  const given = file === undefined ? E.right(flags.text('patch') ?? '') : context.files.text(file);
  if (E.isLeft(given)) return yield* fail(`error: unable to read patch file: ${given.left}`);
  if (given.right === '')
    return yield* fail('error: must specify --patch or --patch-file containing the contents of the patch');
  const named = flags.text('type') ?? 'strategic';
  const patchType = patchTypes.find((one) => one === named);
  if (patchType === undefined)
    return yield* fail(`error: --type must be one of [json merge strategic], not "${named}"`);
  const parsed = parseYaml(given.right);
  if (E.isLeft(parsed)) return yield* fail(`error: unable to parse "${given.right}": ${parsed.left.message}`);
  const [body = null] = parsed.right;
  const subresource = (flags.text('subresource') ?? '') as Subresource; // the server refuses those it does not have
  const dryRun = isDryRun(flags);
  return yield* each(invocation, function* ({ kind, namespace, name, object }) {
    const answer = yield* patchObject({
      kind,
      namespace,
      name,
      patchType,
      body,
      subresource,
      dryRun,
      fieldManager: signedBy(flags, 'kubectl-patch'),
    });
    if (E.isLeft(answer)) return answer.left.text();
    const same = textAt(answer.right, 'metadata', 'resourceVersion') === textAt(object, 'metadata', 'resourceVersion');
    const what = same && !dryRun ? 'patched (no change)' : 'patched';
    yield* print(
      flags.text('output') === 'name'
        ? objectName(kind, name)
        : `${objectName(kind, name)} ${what}${dryRunSuffix(flags)}`,
    );
    return undefined;
  });
}

export const patch: Verb = {
  name: 'patch',
  flags: [
    ...selecting,
    valued('patch', 'p'),
    valued('patch-file'),
    valued('type'),
    valued('subresource'),
    valued('output', 'o'),
    fieldManagerFlag,
    dryRunFlag,
  ],
  run,
};
