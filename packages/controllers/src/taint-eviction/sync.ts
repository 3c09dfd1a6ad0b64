import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { listAt, textAt, type PodRecord } from '@orrery/core/cluster';
import type { Answer, Planning, Reaction, Step } from '@orrery/core/control';
import type { Memory } from './memory.ts';

const disruption: JsonObject = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
};

/** NL-51: the condition, unless it is there, and then the deletion. Source: addConditionAndDeletePod. */
export const react = (
  { machine }: Memory,
  uid: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type === 'Delete' && E.isRight(answer)) {
    const planned = machine.evictions.get(uid);
    if (planned !== undefined) machine.evictions.set(uid, { ...planned, done: true });
    return undefined;
  }
  if (command.type !== 'Read') return undefined;
  const live = E.isRight(answer) ? planning.live(command) : undefined;
  if (live?.kind !== 'Pod') {
    machine.evictions.delete(uid);
    return undefined;
  }
  const { namespace, name } = command;
  const deletion: Step = { command: { type: 'Delete', kind: 'Pod', namespace, name }, onRejection: 'stop' };
  return { steps: isMarked(live) ? [deletion] : [marked(live, planning), deletion], handled: false };
};

const isMarked = ({ status }: PodRecord): boolean =>
  listAt(status.body.json, 'conditions').some(
    (one) => textAt(one, 'type') === disruption['type'] && textAt(one, 'reason') === disruption['reason'],
  );

const marked = (pod: PodRecord, { body }: Planning): Step => {
  const { body: before, containerTimes: times, ip, hostIp } = pod.status;
  const shape = isJsonObject(before.json) ? before.json : {};
  const others = listAt(shape, 'conditions').filter((one) => textAt(one, 'type') !== disruption['type']);
  const mark = { ...disruption, observedGeneration: pod.meta.generation };
  const status = body({ ...shape, conditions: [...others, mark] });
  return {
    command: { type: 'ReportPodStatus', uid: pod.uid, status, times, ip, hostIp },
    onRejection: 'stop',
    awaited: true,
  };
};
