import { objectAt, textAt, textsAt, listAt } from '@orrery/core/cluster';
import { print, type Part } from '../call.ts';
import { aligned, Page } from '../describe/layout.ts';
import { containers, placement, volumes } from '../describe/pod-parts.ts';
import { annotations, pairs } from '../describe/values.ts';
import { each } from '../each.ts';
import { valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { objectName } from '../resource.ts';
import { revisionsOf, type Revision } from '../revisions.ts';
import { selecting, type Selected } from '../select.ts';
import { notRolling } from './rollout-status.ts';

/** The pod template of a revision, as describe has it. */
const templateText = ({ data }: Revision): string => {
  const template = objectAt(data, 'spec', 'template') ?? {};
  const spec = objectAt(template, 'spec') ?? {};
  const page = new Page();
  page.line(0, 'Pod Template:');
  page.list('Labels', pairs(textsAt(template, 'metadata', 'labels')), 1);
  const own = textsAt(template, 'metadata', 'annotations');
  if (Object.keys(own).length > 0) annotations(page, own, 1);
  page.maybe('Service Account', textAt(spec, 'serviceAccountName'), 1);
  containers(page, 'Init Containers', listAt(spec, 'initContainers'), [], 1);
  containers(page, 'Containers', listAt(spec, 'containers'), [], 1);
  volumes(page, listAt(spec, 'volumes'), 1);
  placement(page, spec, 1);
  return page.text();
};

function* historyOf(one: Selected, { flags }: Invocation): Part<string | undefined> {
  const refused = notRolling(one, 'history viewer');
  if (refused !== undefined) return refused;
  const asked = Number(flags.text('revision') ?? '0');
  if (asked < 0) return `error: revision must be a positive integer: ${asked}`;
  const revisions = yield* revisionsOf(one);
  const title = objectName(one.kind, one.name);
  if (asked > 0) {
    const found = revisions.find(({ number }) => number === asked);
    if (found === undefined) return 'error: unable to find the specified revision';
    yield* print(`${title} with revision #${asked}\n${templateText(found)}\n`);
    return undefined;
  }
  if (revisions.length === 0) {
    yield* print(`${title} \nNo rollout history found.`);
    return undefined;
  }
  const rows = revisions.map(({ number, cause }) => `${number}\t${cause}`);
  yield* print(`${title} \n${aligned(['REVISION\tCHANGE-CAUSE', ...rows]).join('\n')}\n`);
  return undefined;
}

export const rolloutHistory: Verb = {
  name: 'rollout history',
  flags: [...selecting, valued('revision'), valued('output', 'o')],
  run: (invocation) => each(invocation, (one) => historyOf(one, invocation)),
};
