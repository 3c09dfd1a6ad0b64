import type { JsonObject } from '../../engine/index.ts';
import { listAt, statusObject, textAt, type NodeRecord } from '../../cluster/index.ts';
import { ageColumn, column, nameColumn, orNone, wideColumn, type Columns, type Printing } from './column.ts';

const rolePrefix = 'node-role.kubernetes.io/';

const roles = ({ meta }: NodeRecord): string => {
  const found = Object.entries(meta.labels).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix)) return key === rolePrefix ? [] : [key.slice(rolePrefix.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return orNone([...new Set(found)].sort().join(','));
};

const status = ({ status: { conditions }, unschedulable }: NodeRecord): string => {
  const ready = conditions.find(({ type }) => type === 'Ready');
  const text = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return unschedulable ? `${text},SchedulingDisabled` : text;
};

const statusOf = (node: NodeRecord, { epoch }: Printing): JsonObject | undefined => statusObject(node, epoch);

const address = (type: string) => (node: NodeRecord, printing: Printing) => {
  const found = listAt(statusOf(node, printing), 'addresses').find((one) => textAt(one, 'type') === type);
  return orNone(textAt(found, 'address'));
};

const info = (node: NodeRecord, printing: Printing, member: string): string =>
  textAt(statusOf(node, printing), 'nodeInfo', member) ?? '';

const orUnknown = (text: string): string => (text === '' ? '<unknown>' : text);

const kernel = (node: NodeRecord, printing: Printing): string => {
  const version = info(node, printing, 'kernelVersion');
  const architecture = info(node, printing, 'architecture');
  return version === '' || architecture === '' ? orUnknown(version) : `${version} (${architecture})`;
};

export const nodeColumns: Columns<'Node'> = [
  nameColumn,
  column('Status', status),
  column('Roles', roles),
  ageColumn,
  column('Version', (node, printing) => info(node, printing, 'kubeletVersion')),
  wideColumn('Internal-IP', address('InternalIP')),
  wideColumn('External-IP', address('ExternalIP')),
  wideColumn('OS-Image', (node, printing) => orUnknown(info(node, printing, 'osImage'))),
  wideColumn('Kernel-Version', kernel),
  wideColumn('Container-Runtime', (node, printing) => orUnknown(info(node, printing, 'containerRuntimeVersion'))),
];
