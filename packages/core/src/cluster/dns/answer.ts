import { textAt } from '../field.ts';
import { serviceSpecOf } from '../service.ts';
import type { View } from '../state.ts';
import { dnsService, type DnsEndpoint, type DnsPort, type DnsService } from './endpoints.ts';

/** What can be asked for. */
export const dnsTypes = ['A', 'AAAA', 'SRV', 'PTR', 'CNAME'] as const;

export type DnsType = (typeof dnsTypes)[number];

export interface DnsRecord {
  /** With a dot at its end, as all names in answers. */
  readonly name: string;
  readonly ttl: number;
  readonly type: DnsType;
  readonly data: string;
}

/** An answer of the cluster's DNS server. NOERROR without answers: the name exists, a record of this type does not. */
export interface DnsAnswer {
  readonly status: 'NOERROR' | 'NXDOMAIN' | 'REFUSED';
  readonly answers: readonly DnsRecord[];
  /** Addresses of what the answers name. */
  readonly additional: readonly DnsRecord[];
}

/** NE-34: how long answers may be kept. Source: CoreDNS, plugin kubernetes, defaultTTL. */
const ttl = 5;

const zone = 'cluster.local';

const noData: DnsAnswer = { status: 'NOERROR', answers: [], additional: [] };
const noName: DnsAnswer = { status: 'NXDOMAIN', answers: [], additional: [] };
const refused: DnsAnswer = { status: 'REFUSED', answers: [], additional: [] };

const answered = (answers: readonly DnsRecord[], additional: readonly DnsRecord[] = []): DnsAnswer => ({
  status: 'NOERROR',
  answers,
  additional,
});

const record = (name: string, type: DnsType, data: string): DnsRecord => ({ name: `${name}.`, ttl, type, data });

/**
 * What CoreDNS's plugin `kubernetes` answers, serving cluster.local and reverse lookups as kubeadm sets it up. Case does not matter.
 * Source: the specification of DNS-based service discovery 1.1.0.
 */
export const answerDns = (view: View, name: string, type: DnsType): DnsAnswer => {
  const asked = name.toLowerCase().replace(/\.$/, '');
  if (asked.endsWith('.in-addr.arpa') || asked.endsWith('.ip6.arpa')) return answerReverse(view, asked, type);
  if (asked === zone) return noData;
  if (!asked.endsWith(`.${zone}`)) return refused;
  const labels = asked.slice(0, -zone.length - 1).split('.');
  const kind = labels.pop();
  if (kind !== 'svc' && kind !== 'pod') return noName;
  const namespace = labels.pop();
  if (namespace === undefined) return noData;
  if (view.tables.Namespace.find('', namespace) === undefined) return noName;
  if (labels.length === 0) return noData;
  return kind === 'pod' ? answerPod(asked, labels, type) : answerService(view, asked, namespace, labels, type);
};

const dashed = /^(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})$/;

/** NE-33: a pod's name is its address with dashes; whether there is such a pod is not looked at (`pods insecure`). */
const answerPod = (asked: string, labels: readonly string[], type: DnsType): DnsAnswer => {
  const parts = labels.length === 1 ? dashed.exec(labels[0] ?? '') : null;
  if (parts === null || parts.slice(1).some((part) => Number(part) > 255)) return noName;
  return type === 'A' ? answered([record(asked, 'A', parts.slice(1).join('.'))]) : noData;
};

/** What the labels before a Service's name ask for: a port of it, or one of its endpoints. */
interface Within {
  readonly port: string;
  readonly protocol: string;
  readonly endpoint: string;
}

const within = (labels: readonly string[]): Within | undefined => {
  const [first = '', second = ''] = labels;
  if (labels.length === 0) return { port: '', protocol: '', endpoint: '' };
  if (labels.length === 1) return first.startsWith('_') ? undefined : { port: '', protocol: '', endpoint: first };
  if (labels.length !== 2 || !first.startsWith('_') || !second.startsWith('_')) return undefined;
  return { port: first.slice(1), protocol: second.slice(1), endpoint: '' };
};

const answerService = (
  view: View,
  asked: string,
  namespace: string,
  labels: readonly string[],
  type: DnsType,
): DnsAnswer => {
  const service = view.tables.Service.find(namespace, labels.at(-1) ?? '');
  const parts = within(labels.slice(0, -1));
  if (service === undefined || parts === undefined) return noName;
  const spec = serviceSpecOf(service.body);
  if (spec.type === 'ExternalName') {
    const target = textAt(service.body.json, 'spec', 'externalName') ?? '';
    return answered([record(asked, 'CNAME', `${target.replace(/\.$/, '')}.`)]);
  }
  const known = dnsService(view, service);
  const endpointWise = spec.headless || parts.endpoint !== '';
  return endpointWise ? answerEndpoints(known, parts, asked, type) : answerCluster(known, parts, asked, type);
};

const matches = ({ port, protocol }: Within, found: DnsPort): boolean =>
  (port === '' || found.name.toLowerCase() === port) && (protocol === '' || found.protocol.toLowerCase() === protocol);

const nameOf = ({ service: { meta } }: DnsService): string => `${meta.name}.${meta.namespace}.svc.${zone}`;

/** NE-30, NE-32: by endpoints: of a headless Service all that are ready, of any Service the one that is named. */
const answerEndpoints = (known: DnsService, parts: Within, asked: string, type: DnsType): DnsAnswer => {
  const named = known.endpoints.filter(({ label }) => parts.endpoint === '' || label === parts.endpoint);
  const found = named.filter(({ ports }) => parts.port === '' || ports.some((port) => matches(parts, port)));
  if (found.length === 0) return noName;
  if (type === 'A') return answered(unique(found.map(({ address }) => record(asked, 'A', address))));
  if (type !== 'SRV') return noData;
  const targets = found.flatMap((endpoint) => {
    const ports = endpoint.ports.filter((port) => matches(parts, port));
    return ports.map(({ port }) => ({ endpoint, port }));
  });
  if (targets.length === 0) return noData;
  const weight = Math.max(1, Math.floor(100 / targets.length));
  const target = ({ label }: DnsEndpoint): string => `${label}.${nameOf(known)}`;
  return answered(
    unique(targets.map(({ endpoint, port }) => record(asked, 'SRV', `0 ${weight} ${port} ${target(endpoint)}.`))),
    unique(targets.map(({ endpoint }) => record(target(endpoint), 'A', endpoint.address))),
  );
};

/** NE-30: a Service with an address of its own has its names whether or not it has endpoints. */
const answerCluster = (known: DnsService, parts: Within, asked: string, type: DnsType): DnsAnswer => {
  const spec = serviceSpecOf(known.service.body);
  const ports = spec.ports.filter((port) => matches(parts, port));
  if (spec.clusterIp === '' || ports.length === 0) return noName;
  if (type === 'A') return answered([record(asked, 'A', spec.clusterIp)]);
  if (type !== 'SRV') return noData;
  const name = nameOf(known);
  const weight = Math.max(1, Math.floor(100 / ports.length));
  return answered(
    ports.map(({ port }) => record(asked, 'SRV', `0 ${weight} ${port} ${name}.`)),
    [record(name, 'A', spec.clusterIp)],
  );
};

const unique = (records: readonly DnsRecord[]): readonly DnsRecord[] => {
  const seen = new Set<string>();
  return records.filter(({ name, data }) => {
    const fresh = !seen.has(`${name} ${data}`);
    seen.add(`${name} ${data}`);
    return fresh;
  });
};

/** NE-33: the Service with this address, or the endpoints that are ready and have it. */
const answerReverse = (view: View, asked: string, type: DnsType): DnsAnswer => {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(asked);
  const address = match === null ? '' : match.slice(1).reverse().join('.');
  const services = view.tables.Service.toArray();
  const own = services.find(({ body }) => serviceSpecOf(body).clusterIp === address);
  const names =
    own === undefined
      ? services.flatMap((service) => {
          const known = dnsService(view, service);
          const there = known.endpoints.filter((one) => one.address === address);
          return there.map(({ label }) => `${label}.${nameOf(known)}`);
        })
      : [nameOf({ service: own, endpoints: [] })];
  if (names.length === 0) return noName;
  return type === 'PTR' ? answered(unique(names.map((name) => record(asked, 'PTR', `${name}.`)))) : noData;
};
