import { ageColumn, column, nameColumn, numberColumn, type Columns } from './column.ts';

export const priorityClassColumns: Columns<'PriorityClass'> = [
  nameColumn,
  numberColumn('Value', ({ value }) => value),
  column('Global-Default', ({ isDefault }) => String(isDefault)),
  ageColumn,
  column('PreemptionPolicy', ({ preemptionPolicy }) => preemptionPolicy),
];
