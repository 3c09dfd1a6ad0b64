import * as E from 'fp-ts/lib/Either.js';
import type { ClusterState } from '../../cluster/index.ts';
import type { CommandNamed } from '../command.ts';
import { forbidden } from '../rejection.ts';
import type { Deciding, Decision } from './decision.ts';
import { byUid } from './lookup.ts';

/** Writes a ReportedEvent, or counts one up. What is worth writing was decided by the component's recorder. */
export const decideRecording = (
  state: ClusterState,
  command: CommandNamed<'RecordEvent' | 'RepeatEvent'>,
  deciding: Deciding,
): Decision => {
  if (command.type === 'RepeatEvent') {
    const found = byUid(state, 'Event', command.uid);
    return E.isLeft(found) ? found : E.right([{ type: 'EventRepeated', uid: command.uid, count: command.count }]);
  }
  const { regarding, args, durationsUs = [], host = '', template } = command;
  const { type, reason, message, component, series } = template;
  // A namespace that is being emptied takes no new Events either, and their senders do without.
  if (state.tables.Namespace.find('', regarding.namespace)?.meta.deletion !== undefined)
    return E.left(forbidden('Event', regarding.name, `namespace ${regarding.namespace} is being terminated`));
  return E.right([
    {
      type: 'EventRecorded',
      uid: state.tables.Event.nextUid,
      template: deciding.body({ type, reason, message, component, ...(series ? { series: 'true' } : {}) }),
      kind: regarding.kind,
      regarding: regarding.uid,
      namespace: regarding.namespace,
      name: regarding.name,
      fieldPath: regarding.fieldPath,
      host,
      args,
      durationsUs,
    },
  ]);
};
