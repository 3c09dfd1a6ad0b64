import type { Json, JsonObject } from '@orrery/core/engine';
import { at, listAt, numberAt, objectAt, textAt, textListAt, textsAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { metadata, pairs } from './values.ts';

/** How many addresses a line shows before it says how many more there are. */
const shownAtMost = 3;

const orNone = (texts: readonly string[], separator = ','): string =>
  texts.length === 0 ? '<none>' : texts.join(separator);

const head = (page: Page, object: JsonObject): void => {
  page.pair('Name', textAt(object, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(object, 'metadata', 'namespace') ?? '');
  metadata(page, object);
};

const isReady = (endpoint: Json): boolean => at(endpoint, 'conditions', 'ready') !== false;

/** Addresses of the endpoints that are ready, under the port of this name. Source: formatEndpointSlices. */
const endpointsOf = (slices: readonly JsonObject[], name: string): string => {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap((slice) => {
    const addresses = listAt(slice, 'endpoints')
      .filter(isReady)
      .flatMap((one) => textListAt(one, 'addresses'));
    const ports = listAt(slice, 'ports');
    if (ports.length === 0) return addresses;
    return ports
      .filter((port) => (textAt(port, 'name') ?? '') === name)
      .flatMap((port) => addresses.map((address) => `${address}:${numberAt(port, 'port') ?? 0}`));
  });
  const first = all.slice(0, shownAtMost).join(',');
  return all.length > shownAtMost ? `${first} + ${all.length - shownAtMost} more...` : first;
};

const portLines = (page: Page, port: Json, slices: readonly JsonObject[]): void => {
  const name = textAt(port, 'name') ?? '';
  const shown = name === '' ? '<unset>' : name;
  const protocol = textAt(port, 'protocol') ?? 'TCP';
  const target = at(port, 'targetPort');
  page.pair('Port', `${shown}\t${numberAt(port, 'port') ?? 0}/${protocol}`);
  page.pair('TargetPort', `${typeof target === 'object' ? '' : String(target ?? '')}/${protocol}`);
  const nodePort = numberAt(port, 'nodePort') ?? 0;
  if (nodePort !== 0) page.pair('NodePort', `${shown}\t${nodePort}/${protocol}`);
  page.pair('Endpoints', endpointsOf(slices, name));
};

/** Source: describeService. `slices`: the EndpointSlices of the Service. */
export const describeService = (page: Page, service: JsonObject, slices: readonly JsonObject[]): void => {
  const spec = objectAt(service, 'spec') ?? {};
  const text = (member: string): string => textAt(spec, member) ?? '';
  head(page, service);
  page.pair('Selector', orNone(pairs(textsAt(spec, 'selector'))));
  page.pair('Type', text('type'));
  page.maybe('IP Family Policy', text('ipFamilyPolicy'));
  const families = textListAt(spec, 'ipFamilies');
  page.pair('IP Families', orNone(families));
  page.pair('IP', text('clusterIP'));
  page.pair('IPs', orNone(textListAt(spec, 'clusterIPs')));
  if (textListAt(spec, 'externalIPs').length > 0) page.pair('External IPs', textListAt(spec, 'externalIPs').join(','));
  page.maybe('Desired LoadBalancer IP', text('loadBalancerIP'));
  page.maybe('External Name', text('externalName'));
  for (const port of listAt(spec, 'ports')) portLines(page, port, slices);
  page.pair('Session Affinity', text('sessionAffinity'));
  page.maybe('External Traffic Policy', text('externalTrafficPolicy'));
  page.maybe('Internal Traffic Policy', text('internalTrafficPolicy'));
};

const addressList = (subset: Json, member: string): string =>
  orNone(listAt(subset, member).map((one) => textAt(one, 'ip') ?? ''));

const portTable = (page: Page, ports: readonly Json[], level: number): void => {
  page.line(level, 'Name\tPort\tProtocol');
  page.line(level, '----\t----\t--------');
  for (const port of ports) {
    const name = textAt(port, 'name') ?? '';
    const number = numberAt(port, 'port');
    page.line(level, [name === '' ? '<unset>' : name, number ?? '<unset>', textAt(port, 'protocol') ?? ''].join('\t'));
  }
};

/** Source: describeEndpoints. */
export const describeEndpoints = (page: Page, endpoints: JsonObject): void => {
  head(page, endpoints);
  page.line(0, 'Subsets:');
  for (const subset of listAt(endpoints, 'subsets')) {
    page.pair('Addresses', addressList(subset, 'addresses'), 1);
    page.pair('NotReadyAddresses', addressList(subset, 'notReadyAddresses'), 1);
    const ports = listAt(subset, 'ports');
    if (ports.length > 0) {
      page.line(1, 'Ports:');
      portTable(page, ports, 2);
    }
    page.line(0, '');
  }
};

const orUnset = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value) : '<unset>';

/** Source: describeEndpointSliceV1. */
export const describeEndpointSlice = (page: Page, slice: JsonObject): void => {
  head(page, slice);
  page.pair('AddressType', textAt(slice, 'addressType') ?? '');
  const ports = listAt(slice, 'ports');
  if (ports.length === 0) page.line(0, 'Ports: <unset>');
  else {
    page.line(0, 'Ports:');
    portTable(page, ports, 1);
  }
  const endpoints = listAt(slice, 'endpoints');
  page.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
  for (const endpoint of endpoints) {
    page.line(1, `- Addresses:\t${textListAt(endpoint, 'addresses').join(',')}`);
    page.line(2, 'Conditions:');
    page.pair('Ready', orUnset(at(endpoint, 'conditions', 'ready')), 3);
    page.pair('Hostname', orUnset(at(endpoint, 'hostname')), 2);
    const target = objectAt(endpoint, 'targetRef');
    if (target !== undefined)
      page.pair('TargetRef', `${textAt(target, 'kind') ?? ''}/${textAt(target, 'name') ?? ''}`, 2);
    page.pair('NodeName', orUnset(at(endpoint, 'nodeName')), 2);
    page.pair('Zone', orUnset(at(endpoint, 'zone')), 2);
  }
};
