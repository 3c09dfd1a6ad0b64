import { isJsonObject, type Body, type Json, type JsonObject } from '@orrery/core/engine';
import { listAt, textAt, type NodeRecord, type PodRecord } from '@orrery/core/cluster';

/** What a kubelet that is silent no longer vouches for, in the order in which it is added. Source: tryUpdateNodeHealth. */
const vouchedFor = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

const stopped: JsonObject = {
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
};

const neverPosted: JsonObject = {
  status: 'Unknown',
  reason: 'NodeStatusNeverUpdated',
  message: 'Kubelet never posted node status.',
};

const asObject = (json: Json): JsonObject => (isJsonObject(json) ? json : {});

/** NL-31: the status of a node whose kubelet is silent. Conditions that are Unknown already stay as they are. */
export const silentStatus = ({ statusBody }: NodeRecord): JsonObject => {
  const conditions = listAt(statusBody.json, 'conditions');
  const kept = conditions.map((one) =>
    vouchedFor.includes(textAt(one, 'type') ?? '') && textAt(one, 'status') !== 'Unknown'
      ? { type: textAt(one, 'type') ?? '', ...stopped }
      : one,
  );
  const missing = vouchedFor.filter((type) => !conditions.some((one) => textAt(one, 'type') === type));
  return {
    ...asObject(statusBody.json),
    conditions: [...kept, ...missing.map((type) => ({ type, ...neverPosted }))],
  };
};

/** NL-33: the status of a pod of which the node is not Ready; undefined when it says so already. Source: MarkPodsNotReady. */
export const unreadyStatus = (pod: PodRecord, body: (json: Json) => Body): Body | undefined => {
  if (!pod.status.shape.ready) return undefined;
  const shape = asObject(pod.status.body.json);
  const conditions = listAt(shape, 'conditions').map((one) =>
    textAt(one, 'type') === 'Ready' ? { ...asObject(one), status: 'False' } : one,
  );
  return body({ ...shape, conditions });
};
