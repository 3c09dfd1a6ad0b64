import type { Json } from '../engine/index.ts';
import { at, flagAt, listAt, numberAt, objectAt, textAt, textsAt } from './field.ts';
import type { StringMap } from './meta.ts';
import type { PodRecord } from './pod.ts';
import { fillText, oncePerBody } from './template.ts';

/** A port of a Service. */
export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  /** The number of a port of the pods, or its name. */
  readonly target: number | string;
  readonly appProtocol: string | undefined;
}

/** What is read of a Service's spec. */
export interface ServiceSpec {
  readonly type: string;
  /** undefined: somebody else says what its endpoints are. */
  readonly selector: StringMap | undefined;
  /** `None`, an address, or empty. */
  readonly clusterIp: string;
  readonly headless: boolean;
  readonly publishNotReady: boolean;
  readonly ports: readonly ServicePort[];
}

const servicePort = (json: Json): ServicePort => {
  const target = at(json, 'targetPort');
  const port = numberAt(json, 'port') ?? 0;
  return {
    name: textAt(json, 'name') ?? '',
    port,
    protocol: textAt(json, 'protocol') ?? 'TCP',
    target: typeof target === 'number' || typeof target === 'string' ? target : port,
    appProtocol: textAt(json, 'appProtocol'),
  };
};

/** The spec of a Service, read once for each body. */
export const serviceSpecOf = oncePerBody((body): ServiceSpec => {
  const spec = objectAt(body.json, 'spec');
  const clusterIp = textAt(spec, 'clusterIP') ?? '';
  const selector = textsAt(spec, 'selector');
  return {
    type: textAt(spec, 'type') ?? 'ClusterIP',
    selector: Object.keys(selector).length === 0 ? undefined : selector,
    clusterIp,
    headless: clusterIp === 'None',
    publishNotReady: flagAt(spec, 'publishNotReadyAddresses'),
    ports: listAt(spec, 'ports').map(servicePort),
  };
});

/** NE-10: does a Service choose its endpoints among pods? Not one without a selector, nor one that is another name only. */
export const selectsPods = ({ selector, type }: ServiceSpec): boolean =>
  selector !== undefined && type !== 'ExternalName';

export const isSelected = ({ selector }: ServiceSpec, labels: StringMap): boolean =>
  selector !== undefined && Object.entries(selector).every(([key, value]) => labels[key] === value);

/** A port under which an endpoint is reached. */
export interface EndpointPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}

const containerPorts = oncePerBody((body): readonly Json[] => {
  const spec = objectAt(body.json, 'spec');
  const sidecars = listAt(spec, 'initContainers').filter((one) => textAt(one, 'restartPolicy') === 'Always');
  return [...listAt(spec, 'containers'), ...sidecars].flatMap((one) => listAt(one, 'ports'));
});

/** NE-11: the ports of a Service as a pod has them; one that the pod does not name is left out. Source: getEndpointPorts. */
export const endpointPorts = ({ ports }: ServiceSpec, pod: PodRecord): readonly EndpointPort[] =>
  ports.flatMap(({ name, protocol, target, appProtocol }) => {
    if (typeof target === 'number') return [{ name, port: target, protocol, appProtocol }];
    const found = containerPorts(pod.body).find(
      (one) => textAt(one, 'name') === target && (textAt(one, 'protocol') ?? 'TCP') === protocol,
    );
    const port = numberAt(found, 'containerPort');
    return port === undefined ? [] : [{ name, port, protocol, appProtocol }];
  });

/** NE-12: the name of a pod within a Service: its hostname, if it names the Service as its subdomain. */
export const endpointHostname = (
  { spec, meta, args }: PodRecord,
  service: string,
  namespace: string,
): string | undefined => {
  if (spec.hostname === undefined || spec.hostname === '' || spec.subdomain === undefined) return undefined;
  const inService = fillText(spec.subdomain, args) === service && meta.namespace === namespace;
  return inService ? fillText(spec.hostname, args) : undefined;
};
