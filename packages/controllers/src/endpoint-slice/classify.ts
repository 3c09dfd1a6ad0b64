import { canonicalJson, type Json, type JsonObject } from '@orrery/core/engine';
import {
  endpointHostname,
  endpointPorts,
  ipText,
  isTerminal,
  serviceSpecOf,
  uuidOf,
  type EndpointPort,
  type PodRecord,
  type Records,
  type View,
} from '@orrery/core/cluster';

/** An endpoint, and the ports under which it is reached: slices are by ports. */
export interface Endpoint {
  readonly json: JsonObject;
  readonly ports: readonly JsonObject[];
  readonly portsKey: string;
}

/** What a pod is to a Service: `waiting` for its node to be known, nothing, or an endpoint. */
export type Verdict = Endpoint | 'waiting' | undefined;

const portJson = ({ name, port, protocol, appProtocol }: EndpointPort): JsonObject => ({
  name,
  port,
  protocol,
  ...(appProtocol === undefined ? {} : { appProtocol }),
});

export const portsKey = (ports: readonly Json[]): string => canonicalJson(ports);

/**
 * NE-11…NE-13: pods with an address that have not ended; those on their way out stay, terminating. Source: reconcileByAddressType,
 * podToEndpoint.
 */
export const classify = (pod: PodRecord, service: Records['Service'], view: View): Verdict => {
  const spec = serviceSpecOf(service.body);
  const { ip, shape } = pod.status;
  if (ip === 0 || isTerminal(pod)) return undefined;
  const node = view.tables.Node.find('', pod.node);
  if (node === undefined && !spec.publishNotReady) return 'waiting';
  const terminating = pod.meta.deletion !== undefined;
  const hostname = endpointHostname(pod, service.meta.name, service.meta.namespace);
  const zone = node?.meta.labels['topology.kubernetes.io/zone'] ?? '';
  const ports = endpointPorts(spec, pod).map(portJson);
  const json: JsonObject = {
    addresses: [ipText(ip)],
    conditions: {
      ready: spec.publishNotReady || (shape.ready && !terminating),
      serving: shape.ready,
      terminating,
    },
    ...(hostname === undefined ? {} : { hostname }),
    nodeName: pod.node,
    targetRef: {
      kind: 'Pod',
      namespace: pod.meta.namespace,
      name: pod.meta.name,
      uid: uuidOf('Pod', pod.uid),
    },
    ...(zone === '' ? {} : { zone }),
  };
  return { json, ports, portsKey: portsKey(ports) };
};
