import { eventMessage, eventTemplateOf, type ReportedEventRecord } from '../../cluster/index.ts';
import { column, wideColumn, type Columns } from './column.ts';
import { ageOf } from './human-duration.ts';

const source = ({ body, host }: ReportedEventRecord): string => {
  const { component, series } = eventTemplateOf(body);
  const instance = series ? `${component}-orrery` : host;
  return instance === '' ? component : `${component}, ${instance}`;
};

export const eventColumns: Columns<'Event'> = [
  column('Last Seen', ({ lastAt }, { now }) => ageOf(lastAt, now)),
  column('Type', ({ body }) => eventTemplateOf(body).type),
  column('Reason', ({ body }) => eventTemplateOf(body).reason),
  column('Object', ({ regarding }) => `${regarding.kind.toLowerCase()}/${regarding.name}`),
  wideColumn('Subobject', ({ regarding }) => regarding.fieldPath),
  wideColumn('Source', source),
  column('Message', (event) => eventMessage(event).trim()),
  wideColumn('First Seen', ({ firstAt }, { now }) => ageOf(firstAt, now)),
  { ...wideColumn('Count', ({ count }) => count), type: 'integer' },
  wideColumn('Name', ({ meta }) => meta.name),
];
