import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { isTerminal, listAt, textAt, type PodRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';

const nodeIsGone: JsonObject = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
};

/** NL-3: a pod that has not ended is marked Failed, and then deleted without waiting for anybody. Source: markFailedAndDeletePod. */
export const removal = (pod: PodRecord, orphan: boolean, planning: Planning): readonly Step[] => {
  const { namespace, name } = pod.meta;
  const command = { type: 'Delete', kind: 'Pod', namespace, name, graceSeconds: 0 } as const;
  const deletion: Step = { command, onRejection: 'continue' };
  return isTerminal(pod) ? [deletion] : [failed(pod, orphan, planning), deletion];
};

const failed = (pod: PodRecord, orphan: boolean, { body }: Planning): Step => {
  const { containerTimes, ip, hostIp, body: before } = pod.status;
  const shape = isJsonObject(before.json) ? before.json : {};
  const { generation } = pod.meta;
  const others = listAt(shape, 'conditions').filter((one) => !orphan || textAt(one, 'type') !== nodeIsGone['type']);
  const mark = orphan ? [{ ...nodeIsGone, observedGeneration: generation }] : [];
  const status = body({
    ...shape,
    phase: 'Failed',
    observedGeneration: generation,
    conditions: [...others, ...mark],
  });
  return {
    command: { type: 'ReportPodStatus', uid: pod.uid, status, times: containerTimes, ip, hostIp },
    onRejection: 'continue',
    awaited: true,
  };
};
