import * as E from 'fp-ts/lib/Either.js';
import { kinds, textAt } from '@orrery/core/cluster';
import { print, warn, type Part } from './call.ts';
import { deleteObject, getObject, type Deleting } from './client.ts';
import { dryRunSuffix } from './dry-run.ts';
import type { Flags } from './flags.ts';
import type { Invocation } from './invocation.ts';
import { follow, untilGone } from './object-watch.ts';
import { typeName } from './resource.ts';
import type { Selected } from './select.ts';
import { after } from './timeout.ts';

const deletedLine = ({ kind, namespace, name }: Selected, flags: Flags): string => {
  if (flags.text('output') === 'name') return `${typeName(kind)}/${name}`;
  const where = kinds[kind].namespaced ? ` from ${namespace} namespace` : '';
  return `${typeName(kind)} "${name}" ${flags.on('force') ? 'force deleted' : 'deleted'}${where}${dryRunSuffix(flags)}`;
};

/** Asks for the deletion of objects, one after the other, and says so. */
export function* deleteAll(
  found: readonly Selected[],
  flags: Flags,
  deleting: Deleting,
): Part<{ readonly deleted: readonly Selected[]; readonly failed: boolean }> {
  const deleted: Selected[] = [];
  let failed = false;
  for (const one of found) {
    const answer = yield* deleteObject(one.kind, one.namespace, one.name, deleting);
    if (E.isRight(answer)) {
      deleted.push(one);
      yield* print(deletedLine(one, flags));
    } else if (!(answer.left.reason === 'NotFound' && (flags.on('ignore-not-found') || flags.on('all')))) {
      yield* warn(answer.left.text());
      failed = true;
    }
  }
  return { deleted, failed };
}

/** Waits until every object that still exists under its uid is gone. */
export function* waitForAll(
  all: readonly Selected[],
  timeoutUs: number,
  invocation: Invocation,
): Part<readonly string[]> {
  const problems: string[] = [];
  const deadline = after(invocation.context, timeoutUs);
  for (const one of all) {
    yield* follow(one);
    const now = yield* getObject(one.kind, one.namespace, one.name);
    if (E.isLeft(now) || textAt(now.right, 'metadata', 'uid') !== textAt(one.object, 'metadata', 'uid')) continue;
    const gone = yield* untilGone(one, deadline, invocation);
    if (!gone) problems.push(`error: timed out waiting for the condition on ${kinds[one.kind].plural}/${one.name}`);
  }
  return problems;
}
