import * as E from 'fp-ts/lib/Either.js';
import type { Json, JsonObject } from '../../engine/index.ts';
import { ipText, listAt, numberAt, objectAt, textAt, textListAt, type ClusterState } from '../../cluster/index.ts';
import { mapObject } from '../defaulting/container.ts';
import { invalid, type Rejection } from '../rejection.ts';
import type { ApiServer } from '../server.ts';
import { invalidValue } from '../validation/field.ts';

/*
 * Addresses and node ports of Services. The first free one is given out, from where the next Service's number points:
 * the same requests get the same addresses, and neighbours do not look alike.
 */

/** 10.96.0.0/12, kubeadm's network of services. Its first address belongs to the API server. */
const network = 0x0a60_0000;
const addresses = 0x0010_0000;
const range = '10.96.0.0/12';
const firstNodePort = 30_000;
const nodePorts = 2_768;

/** Coprime to both sizes: visits every number. */
const stride = 100_003;

const used = (state: ClusterState, self: string): { readonly ips: Set<string>; readonly ports: Set<number> } => {
  const ips = new Set<string>([ipText(network + 1)]);
  const ports = new Set<number>();
  state.tables.Service.forEach(({ meta, body }) => {
    if (`${meta.namespace}/${meta.name}` === self) return;
    const spec = objectAt(body.json, 'spec');
    for (const ip of textListAt(spec, 'clusterIPs')) ips.add(ip);
    for (const port of listAt(spec, 'ports')) ports.add(numberAt(port, 'nodePort') ?? 0);
  });
  return { ips, ports };
};

/** The first number from a start on, in strides, of which the value is free. */
const firstFree = (start: number, size: number, isFree: (number: number) => boolean): number | undefined => {
  for (let tries = 0; tries < size; tries++) {
    const number = ((start + tries) * stride) % size;
    if (isFree(number)) return number;
  }
  return undefined;
};

const inRange = (ip: string): boolean => {
  const parts = ip.split('.').map(Number);
  const [a = 0, b = 0] = parts;
  return parts.length === 4 && parts.every((part) => part >= 0 && part < 256) && a === 10 && b >= 96 && b < 112;
};

/** A Service with the addresses and node ports that it needs and does not have. */
export const withAddresses = (server: ApiServer, object: JsonObject): E.Either<Rejection, JsonObject> => {
  const spec = objectAt(object, 'spec') ?? {};
  const type = textAt(spec, 'type') ?? 'ClusterIP';
  if (type === 'ExternalName') return E.right(object);
  const name = textAt(object, 'metadata', 'name') ?? '';
  const taken = used(server.state, `${textAt(object, 'metadata', 'namespace') ?? ''}/${name}`);
  const start = server.state.tables.Service.nextUid;
  const given = textAt(spec, 'clusterIP');
  const refused = refusal(name, given, taken.ips);
  if (refused !== undefined) return E.left(refused);
  const free = (offset: number): boolean => offset > 1 && !taken.ips.has(ipText(network + offset));
  const address = given ?? ipText(network + (firstFree(start, addresses, free) ?? 2));
  const withIp = { ...spec, clusterIP: address, clusterIPs: [address] };
  const opensNodes =
    type === 'NodePort' || (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);
  return E.right({ ...object, spec: opensNodes ? withNodePorts(withIp, start, taken.ports) : withIp });
};

const refusal = (name: string, given: string | undefined, taken: ReadonlySet<string>): Rejection | undefined => {
  if (given === undefined || given === 'None' || given === '') return undefined;
  const refuse = (why: string): Rejection =>
    invalid('Service', name, [invalidValue('spec.clusterIPs', [given], `failed to allocate IP ${given}: ${why}`)]);
  if (!inRange(given)) return refuse(`the provided network does not match the current range ${range}`);
  return taken.has(given) ? refuse('provided IP is already allocated') : undefined;
};

const withNodePorts = (spec: JsonObject, start: number, taken: ReadonlySet<number>): JsonObject => {
  const mine = new Set(taken);
  for (const port of listAt(spec, 'ports')) mine.add(numberAt(port, 'nodePort') ?? 0);
  const ports = listAt(spec, 'ports').map((port): Json => {
    if (typeof port !== 'object' || port === null || (numberAt(port, 'nodePort') ?? 0) !== 0) return port;
    const free = firstFree(start, nodePorts, (number) => !mine.has(firstNodePort + number));
    const nodePort = firstNodePort + (free ?? 0);
    mine.add(nodePort);
    return { ...port, nodePort };
  });
  return ports.length === 0 ? spec : { ...spec, ports };
};

/** Addresses that an update leaves out stay as they were. */
export const withKeptAddresses = (object: JsonObject, before: JsonObject): JsonObject => {
  const old = objectAt(before, 'spec') ?? {};
  return mapObject(object, 'spec', (spec) => {
    if (textAt(spec, 'type') === 'ExternalName' || textAt(spec, 'clusterIP') !== undefined) return spec;
    const { clusterIP, clusterIPs } = old;
    const ports = keptPorts(listAt(spec, 'ports'), listAt(old, 'ports'));
    return {
      ...spec,
      ...(ports.length === 0 ? {} : { ports }),
      ...(clusterIP === undefined || clusterIPs === undefined ? {} : { clusterIP, clusterIPs }),
    };
  });
};

const keptPorts = (ports: readonly Json[], old: readonly Json[]): readonly Json[] =>
  ports.map((port) => {
    if (typeof port !== 'object' || port === null || numberAt(port, 'nodePort') !== undefined) return port;
    const same = old.find(
      (one) => numberAt(one, 'port') === numberAt(port, 'port') && textAt(one, 'protocol') === textAt(port, 'protocol'),
    );
    const nodePort = numberAt(same, 'nodePort');
    return nodePort === undefined ? port : { ...port, nodePort };
  });
