import type { Json } from '../../engine/index.ts';
import { listAt, numberAt, objectAt, textAt, textListAt, textsAt, type Records } from '../../cluster/index.ts';
import { ageColumn, column, nameColumn, orNone, wideColumn, type Columns } from './column.ts';
import { formatLabels } from './text.ts';

type Service = Records['Service'];

const specOf = ({ body }: Service): Json | undefined => objectAt(body.json, 'spec');

const typeOf = (service: Service): string => textAt(specOf(service), 'type') ?? 'ClusterIP';

/** Addresses that a load balancer gave the service. */
const ingress = ({ status }: Service): readonly string[] =>
  listAt(status?.json, 'loadBalancer', 'ingress').flatMap((one) => textAt(one, 'ip') ?? textAt(one, 'hostname') ?? []);

const external = (service: Service): string => {
  const spec = specOf(service);
  const given = textListAt(spec, 'externalIPs');
  switch (typeOf(service)) {
    case 'LoadBalancer': {
      const all = [...ingress(service), ...given];
      return all.length === 0 ? '<pending>' : all.join(',');
    }
    case 'ExternalName':
      return textAt(spec, 'externalName') ?? '';
    default:
      return orNone(given.join(','));
  }
};

const portText = (port: Json): string => {
  const number = numberAt(port, 'port') ?? 0;
  const nodePort = numberAt(port, 'nodePort') ?? 0;
  const protocol = textAt(port, 'protocol') ?? 'TCP';
  return nodePort === 0 ? `${number}/${protocol}` : `${number}:${nodePort}/${protocol}`;
};

export const serviceColumns: Columns<'Service'> = [
  nameColumn,
  column('Type', typeOf),
  column('Cluster-IP', (service) => orNone(textAt(specOf(service), 'clusterIP'))),
  column('External-IP', external),
  column('Port(s)', (service) => orNone(listAt(specOf(service), 'ports').map(portText).join(','))),
  ageColumn,
  wideColumn('Selector', (service) => formatLabels(textsAt(specOf(service), 'selector'))),
];

export const namespaceColumns: Columns<'Namespace'> = [
  nameColumn,
  column('Status', ({ meta, status }) =>
    meta.deletion === undefined ? (textAt(status?.json, 'phase') ?? '') : 'Terminating',
  ),
  ageColumn,
];
