import type { Json, JsonObject } from '@orrery/core/engine';
import {
  endpointHostname,
  endpointPorts,
  ipText,
  isTerminal,
  serviceSpecOf,
  uuidOf,
  type PodRecord,
  type Records,
} from '@orrery/core/cluster';

/** An address of a Service: whether it is ready, and its ports. */
export interface Address {
  readonly ip: number;
  readonly ready: boolean;
  readonly json: JsonObject;
  readonly ports: readonly Json[];
}

/** NE-20: pods with an address that have not ended and, unless what is not ready is published, are not on their way out. */
export const classify = (pod: PodRecord, { meta, body }: Records['Service']): Address | undefined => {
  const spec = serviceSpecOf(body);
  const { ip, shape } = pod.status;
  if (ip === 0 || isTerminal(pod)) return undefined;
  if (pod.meta.deletion !== undefined && !spec.publishNotReady) return undefined;
  const hostname = endpointHostname(pod, meta.name, meta.namespace);
  const { namespace, name } = pod.meta;
  const ports = endpointPorts(spec, pod).map(({ name: port, port: number, protocol, appProtocol }): JsonObject => ({
    ...(port === '' ? {} : { name: port }),
    port: number,
    protocol,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }));
  // A port that a pod does not have keeps it out; a headless Service may have none at all.
  if (ports.length === 0 && spec.ports.length > 0) return undefined;
  const json = {
    ...(hostname === undefined ? {} : { hostname }),
    ip: ipText(ip),
    nodeName: pod.node,
    targetRef: { kind: 'Pod', namespace, name, uid: uuidOf('Pod', pod.uid) },
  };
  return { ip, ready: spec.publishNotReady || shape.ready, json, ports };
};
