import type { Json } from '@orrery/core/engine';
import { fillText, listAt, objectAt, oncePerBody, textAt, textListAt, type PodRecord } from '@orrery/core/cluster';

const isNodeName = (field: Json): boolean =>
  textAt(field, 'key') === 'metadata.name' && textAt(field, 'operator') === 'In';

/** The node to which required affinity pins a pod: the first field of that kind decides, and it must name one node. */
const pin = oncePerBody((body): string => {
  const affinity = objectAt(body.json, 'spec', 'affinity', 'nodeAffinity');
  const terms = listAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const field = terms.flatMap((term) => listAt(term, 'matchFields')).find(isNodeName);
  const [name, ...others] = textListAt(field, 'values');
  return name === undefined || others.length > 0 ? '' : name;
});

/** DS-12: the node that a pod counts for: where it is bound, else where its affinity pins it; empty: none. Source: GetTargetNodeName. */
export const targetNode = (pod: PodRecord): string => (pod.node === '' ? fillText(pin(pod.body), pod.args) : pod.node);
