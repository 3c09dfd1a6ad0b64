import type { Json } from '../../engine/index.ts';
import { ageColumn, column, nameColumn, numberColumn, type Columns } from './column.ts';

const amount = (value: Json | undefined): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : 'N/A';

export const podDisruptionBudgetColumns: Columns<'PodDisruptionBudget'> = [
  nameColumn,
  column('Min Available', ({ spec }) => amount(spec.minAvailable)),
  column('Max Unavailable', ({ spec }) => amount(spec.maxUnavailable)),
  numberColumn('Allowed Disruptions', ({ status }) => status.disruptionsAllowed),
  ageColumn,
];
