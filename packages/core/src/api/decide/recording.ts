import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '../../engine/index.ts';
import type { ClusterState, EventTemplate } from '../../cluster/index.ts';
import type { CommandNamed } from '../command.ts';
import { forbidden } from '../rejection.ts';
import type { Deciding, Decision } from './decision.ts';
import { byUid } from './lookup.ts';

const known = new WeakMap<EventTemplate, JsonObject>();

/** What is stored of a template: one value for each, so that interning it again costs a look-up. */
const templateJson = (template: EventTemplate): JsonObject => {
  let json = known.get(template);
  if (json === undefined) {
    const { type, reason, message, component, series } = template;
    json = { type, reason, message, component, ...(series ? { series: 'true' } : {}) };
    known.set(template, json);
  }
  return json;
};

/** Writes a ReportedEvent, or counts one up. What is worth writing was decided by the component's recorder. */
export const decideRecording = (
  state: ClusterState,
  command: CommandNamed<'RecordEvent' | 'RepeatEvent'>,
  deciding: Deciding,
): Decision => {
  const decision = command.decision ?? deciding.body(null);
  if (command.type === 'RepeatEvent') {
    const found = byUid(state, 'Event', command.uid);
    return E.isLeft(found)
      ? found
      : E.right([{ type: 'EventRepeated', uid: command.uid, count: command.count, decision }]);
  }
  const { regarding, args, durationsUs = [], host = '', template } = command;
  // A namespace that is being emptied takes no new Events either, and their senders do without.
  if (state.tables.Namespace.find('', regarding.namespace)?.meta.deletion !== undefined)
    return E.left(forbidden('Event', regarding.name, `namespace ${regarding.namespace} is being terminated`));
  return E.right([
    {
      type: 'EventRecorded',
      uid: state.tables.Event.nextUid,
      template: deciding.body(templateJson(template)),
      kind: regarding.kind,
      regarding: regarding.uid,
      namespace: regarding.namespace,
      name: regarding.name,
      fieldPath: regarding.fieldPath,
      host,
      args,
      durationsUs,
      decision,
    },
  ]);
};
