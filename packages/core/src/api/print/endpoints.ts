import type { Json } from '../../engine/index.ts';
import { listAt, numberAt, textAt, textListAt } from '../../cluster/index.ts';
import { ageColumn, column, nameColumn, type Columns } from './column.ts';

/** How many items a cell shows before it says how many more there are. */
const shownAtMost = 3;

const firstFew = (items: readonly string[]): string => {
  const first = items.slice(0, shownAtMost).join(',');
  return items.length > shownAtMost ? `${first} + ${items.length - shownAtMost} more...` : first;
};

const orUnset = (items: readonly string[]): string => (items.length === 0 ? '<unset>' : firstFew(items));

const portText = (port: Json): string => String(numberAt(port, 'port') ?? '*');

export const endpointSliceColumns: Columns<'EndpointSlice'> = [
  nameColumn,
  column('AddressType', ({ body }) => textAt(body.json, 'addressType') ?? ''),
  column('Ports', ({ body }) => orUnset(listAt(body.json, 'ports').map(portText))),
  column('Endpoints', ({ body }) =>
    orUnset(listAt(body.json, 'endpoints').flatMap((endpoint) => textListAt(endpoint, 'addresses'))),
  ),
  ageColumn,
];

/** `10.0.0.1:80` for each port, or the bare address where there are no ports. */
const addressesOf = (subset: Json): readonly string[] => {
  const ips = listAt(subset, 'addresses').map((one) => textAt(one, 'ip') ?? '');
  const ports = listAt(subset, 'ports');
  return ports.length === 0 ? ips : ports.flatMap((port) => ips.map((ip) => `${ip}:${numberAt(port, 'port') ?? 0}`));
};

export const endpointsColumns: Columns<'Endpoints'> = [
  nameColumn,
  column('Endpoints', ({ body }) => {
    const subsets = listAt(body.json, 'subsets');
    return subsets.length === 0 ? '<none>' : firstFew(subsets.flatMap(addressesOf));
  }),
  ageColumn,
];
