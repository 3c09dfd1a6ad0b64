import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';
import { fail, print, type Command } from '../call.ts';
import { patchObject } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { each } from '../each.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { objectName } from '../resource.ts';
import { selecting, type Selected } from '../select.ts';

type Images = ReadonlyMap<string, string>;

/** The containers of a list that get another image, as a strategic patch names them. */
const changed = (one: Selected, path: readonly string[], images: Images) =>
  listAt(one.object, ...path)
    .filter(isJsonObject)
    .flatMap((container) => {
      const name = textAt(container, 'name') ?? '';
      const image = images.get(name) ?? images.get('*');
      return image === undefined || textAt(container, 'image') === image ? [] : [{ name, image }];
    });

const namesAt = (one: Selected, path: readonly string[]): readonly string[] =>
  listAt(one.object, ...path).map((container) => textAt(container, 'name') ?? '');

function* run(invocation: Invocation): Command {
  const { flags, words } = invocation;
  const pairs = words.filter((word) => word.includes('='));
  const targets = words.filter((word) => !word.includes('='));
  if (pairs.length === 0) return yield* fail('error: at least one image update is required');
  const images: Images = new Map(
    pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const act = function* (one: Selected) {
    const { kind, namespace, name } = one;
    const spec = kind === 'Pod' ? ['spec'] : ['spec', 'template', 'spec'];
    const known = [...namesAt(one, [...spec, 'containers']), ...namesAt(one, [...spec, 'initContainers'])];
    const missing = [...images.keys()].find((container) => container !== '*' && !known.includes(container));
    if (missing !== undefined) return `error: unable to find container named "${missing}"`;
    const containers = changed(one, [...spec, 'containers'], images);
    const initContainers = changed(one, [...spec, 'initContainers'], images);
    if (containers.length + initContainers.length === 0) return undefined;
    const inner = {
      ...(containers.length === 0 ? {} : { containers }),
      ...(initContainers.length === 0 ? {} : { initContainers }),
    };
    const body = kind === 'Pod' ? { spec: inner } : { spec: { template: { spec: inner } } };
    const answer = yield* patchObject({
      kind,
      namespace,
      name,
      patchType: 'strategic',
      body,
      dryRun: isDryRun(flags),
      fieldManager: signedBy(flags, 'kubectl-set'),
    });
    if (E.isLeft(answer)) return answer.left.text('failed to patch image update to pod template');
    yield* print(
      flags.text('output') === 'name'
        ? objectName(kind, name)
        : `${objectName(kind, name)} image updated${dryRunSuffix(flags)}`,
    );
    return undefined;
  };
  return yield* each(invocation, act, targets);
}

export const setImage: Verb = {
  name: 'set image',
  flags: [...selecting, valued('output', 'o'), fieldManagerFlag, dryRunFlag],
  run,
};
