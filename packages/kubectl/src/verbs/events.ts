import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { textAt } from '@orrery/core/cluster';
import { fail, print, warn, type Command } from '../call.ts';
import { listObjects } from '../client.ts';
import { eventAge } from '../describe/events.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { kindCalled } from '../resource.ts';
import { TableWriter } from '../table-writer.ts';

const seen = (event: JsonObject): string =>
  textAt(event, 'series', 'lastObservedTime') ?? textAt(event, 'lastTimestamp') ?? textAt(event, 'eventTime') ?? '';

/** `kubectl events`: unlike `get events`, by time. */
function* run(invocation: Invocation): Command {
  const { flags, namespace, context } = invocation;
  const everywhere = flags.on('all-namespaces');
  const about = flags.text('for');
  const [type = '', name = ''] = (about ?? '').split('/');
  const kind = kindCalled(type);
  if (about !== undefined && (kind === undefined || name === ''))
    return yield* fail(`error: the server doesn't have a resource type "${type}"`);
  const fieldSelector =
    about === undefined ? undefined : `involvedObject.kind=${kind ?? ''},involvedObject.name=${name}`;
  const listed = yield* listObjects('Event', everywhere ? '' : namespace, { fieldSelector });
  if (E.isLeft(listed)) return yield* fail(listed.left);
  const types = flags
    .all('types')
    .flatMap((list) => list.split(','))
    .map((one) => one.toLowerCase());
  const found = listed.right
    .filter((event) => types.length === 0 || types.includes((textAt(event, 'type') ?? '').toLowerCase()))
    .sort((a, b) => (seen(a) < seen(b) ? -1 : seen(a) > seen(b) ? 1 : 0));
  if (found.length === 0) {
    yield* warn(everywhere ? 'No events found.' : `No events found in ${namespace} namespace.`);
    return 0;
  }
  const now = context.epoch + Math.floor(context.now() / 1_000_000);
  const rows = found.map((event) => [
    ...(everywhere ? [textAt(event, 'metadata', 'namespace') ?? ''] : []),
    eventAge(event, now),
    textAt(event, 'type') ?? '',
    textAt(event, 'reason') ?? '',
    `${textAt(event, 'involvedObject', 'kind') ?? ''}/${textAt(event, 'involvedObject', 'name') ?? ''}`,
    (textAt(event, 'message') ?? '').trim(),
  ]);
  const header = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  yield* print(new TableWriter().write(flags.on('no-headers') ? rows : [header, ...rows]).join('\n'));
  return 0;
}

export const events: Verb = {
  name: 'events',
  flags: [onOff('all-namespaces', 'A'), valued('for'), valued('types'), onOff('no-headers'), valued('output', 'o')],
  run,
};
