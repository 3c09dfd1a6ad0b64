import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { listAt, textAt, type NodeRecord } from '@orrery/core/cluster';

/** NL-40: conditions of a kubelet with which nothing is the matter, in its order. Source: nodestatus/setters.go. */
export const healthyConditions: readonly JsonObject[] = (
  [
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ] as const
).map(([type, status, reason, message]) => ({ type, status, reason, message }));

const ofType = (conditions: readonly Json[], type: string): Json | undefined =>
  conditions.find((one) => textAt(one, 'type') === type);

/** What the kubelet's eviction manager writes when the node is short of something. */
const shortages = new Set(['KubeletHasInsufficientMemory', 'KubeletHasDiskPressure', 'KubeletHasInsufficientPID']);

/** A condition that its eviction manager stands for; one that starts knows of no shortage. */
const isShortage = (condition: Json | undefined, begins: boolean): boolean =>
  !begins && shortages.has(textAt(condition, 'reason') ?? '');

/** Types of the conditions whose status a kubelet would change that finds nothing the matter. */
export const changedConditions = ({ statusBody }: NodeRecord, begins: boolean): readonly string[] => {
  const present = listAt(statusBody.json, 'conditions');
  return healthyConditions.flatMap((wanted) => {
    const type = textAt(wanted, 'type') ?? '';
    const one = ofType(present, type);
    return isShortage(one, begins) || textAt(one, 'status') === textAt(wanted, 'status') ? [] : [type];
  });
};

/** The status with a healthy kubelet's conditions: each in its place, new ones last; those of others stay. */
export const healthyStatus = (json: Json, begins: boolean): JsonObject => {
  const present = listAt(json, 'conditions');
  const kept = present.map((one) =>
    isShortage(one, begins) ? one : (ofType(healthyConditions, textAt(one, 'type') ?? '') ?? one),
  );
  const missing = healthyConditions.filter((one) => ofType(present, textAt(one, 'type') ?? '') === undefined);
  return { ...(isJsonObject(json) ? json : {}), conditions: [...kept, ...missing] };
};

/** Has the node's condition Ready been given up for want of heartbeats? */
export const isGivenUp = ({ status }: NodeRecord): boolean =>
  status.conditions.some(
    ({ status: state, reason }) =>
      state === 'Unknown' && (reason === 'NodeStatusUnknown' || reason === 'NodeStatusNeverUpdated'),
  );
