import type { Json } from '../../engine/index.ts';
import { at, listAt, numberAt, textAt, textListAt } from '../field.ts';
import type { Records, View } from '../state.ts';

/** An address of a Service as DNS knows it. */
export interface DnsEndpoint {
  readonly address: string;
  /** Its label within the Service: its hostname, or its address with dashes. */
  readonly label: string;
  readonly ports: readonly DnsPort[];
}

export interface DnsPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

const portOf = (json: Json): DnsPort => ({
  name: textAt(json, 'name') ?? '',
  protocol: textAt(json, 'protocol') ?? 'TCP',
  port: numberAt(json, 'port') ?? 0,
});

/** NE-31: only endpoints that are ready are known; one that does not say is. Source: EndpointSliceToEndpoints. */
const endpointsIn = (slice: Records['EndpointSlice']): readonly DnsEndpoint[] => {
  const { json } = slice.body;
  if (textAt(json, 'addressType') !== 'IPv4') return [];
  const ports = listAt(json, 'ports').map(portOf);
  return listAt(json, 'endpoints')
    .filter((one) => at(one, 'conditions', 'ready') !== false)
    .flatMap((one) =>
      textListAt(one, 'addresses').map((address) => {
        const hostname = textAt(one, 'hostname') ?? '';
        return { address, label: hostname === '' ? address.replaceAll('.', '-') : hostname, ports };
      }),
    );
};

/** A Service and its endpoints. */
export interface DnsService {
  readonly service: Records['Service'];
  readonly endpoints: readonly DnsEndpoint[];
}

const slicesOf = (view: View, { meta }: Records['Service']): readonly Records['EndpointSlice'][] =>
  view.tables.EndpointSlice.toArray().filter(
    (slice) => slice.meta.namespace === meta.namespace && slice.meta.labels['kubernetes.io/service-name'] === meta.name,
  );

export const dnsService = (view: View, service: Records['Service']): DnsService => ({
  service,
  endpoints: slicesOf(view, service).flatMap(endpointsIn),
});
