import type { Rejection } from '../rejection.ts';
import { pathText } from './fields-v1.ts';
import { identityOf, type Manager } from './manager.ts';
import type { FieldConflict } from './ownership.ts';

/** A manager as messages name it. */
const managerText = ({ name, operation, apiVersion, subresource }: Manager): string => {
  const through = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(name)}${through}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
};

const messageOf = (conflicts: readonly FieldConflict[]): string => {
  const [first] = conflicts;
  if (conflicts.length === 1 && first !== undefined)
    return `Apply failed with 1 conflict: conflict with ${managerText(first.with)}: ${pathText(first.path)}`;
  const managers = new Map(conflicts.map((one) => [identityOf(one.with), one.with]));
  const lines = [...managers].flatMap(([identity, manager]) => [
    `conflicts with ${managerText(manager)}:`,
    ...conflicts.filter((one) => identityOf(one.with) === identity).map(({ path }) => `- ${pathText(path)}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
};

/** The refusal of an apply that would change what others manage. Source: NewConflictError. */
export const applyConflict = (conflicts: readonly FieldConflict[]): Rejection => ({
  reason: 'Conflict',
  kind: undefined,
  name: '',
  message: messageOf(conflicts),
  causes: conflicts.map((one) => ({
    field: pathText(one.path),
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(one.with)}`,
  })),
});
