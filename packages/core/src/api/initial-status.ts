import type { Body, JsonObject } from '../engine/index.ts';
import { podSpecOf, type KindName } from '../cluster/index.ts';
import { qosClass } from './qos.ts';

/** The status of an object that nobody has reported on yet. */
export const initialStatus = (kind: KindName, body: Body): JsonObject => {
  switch (kind) {
    case 'Pod':
      return { phase: 'Pending', qosClass: qosClass(podSpecOf(body)) };
    case 'Namespace':
      return { phase: 'Active' };
    case 'Service':
      return { loadBalancer: {} };
    default:
      return {};
  }
};
