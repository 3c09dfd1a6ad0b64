import type { Json } from '../../engine/index.ts';
import { listAt, textAt, timestamp, type ObjectRecord } from '../../cluster/index.ts';
import { ageColumn, column, nameColumn, numberColumn, wideColumn, type Column, type Columns } from './column.ts';

export const serviceAccountColumns: Columns<'ServiceAccount'> = [
  nameColumn,
  numberColumn('Secrets', ({ body }) => listAt(body.json, 'secrets').length),
  ageColumn,
];

/** ClusterRoles and Roles. */
export const roleColumns: readonly Column<ObjectRecord & Parameters<typeof nameColumn.cell>[0]>[] = [
  nameColumn,
  column('Created At', ({ meta }, { epoch }) => timestamp(epoch, meta.createdAt)),
];

const subjects = ({ body }: ObjectRecord, kind: string, text: (subject: Json) => string): string =>
  listAt(body.json, 'subjects')
    .filter((subject) => textAt(subject, 'kind') === kind)
    .map(text)
    .join(', ');

const nameOf = (subject: Json): string => textAt(subject, 'name') ?? '';

const accountOf = (subject: Json): string => {
  const namespace = textAt(subject, 'namespace') ?? '';
  return namespace === '' ? nameOf(subject) : `${namespace}/${nameOf(subject)}`;
};

/** ClusterRoleBindings and RoleBindings. */
export const bindingColumns: readonly Column<ObjectRecord & Parameters<typeof nameColumn.cell>[0]>[] = [
  nameColumn,
  column(
    'Role',
    ({ body }) => `${textAt(body.json, 'roleRef', 'kind') ?? ''}/${textAt(body.json, 'roleRef', 'name') ?? ''}`,
  ),
  ageColumn,
  wideColumn('Users', (record) => subjects(record, 'User', nameOf)),
  wideColumn('Groups', (record) => subjects(record, 'Group', nameOf)),
  wideColumn('ServiceAccounts', (record) => subjects(record, 'ServiceAccount', accountOf)),
];
