import type { JsonObject } from '@orrery/core/engine';

const query = (name: string, type: 'string' | 'boolean' | 'integer', description: string): JsonObject => ({
  name,
  in: 'query',
  description,
  schema: { type, uniqueItems: true },
});

const path = (name: string, description: string): JsonObject => ({
  name,
  in: 'path',
  description,
  required: true,
  schema: { type: 'string', uniqueItems: true },
});

export const nameParameter = path('name', 'Name of the object.');
export const namespaceParameter = path('namespace', 'Namespace of the object.');

const dryRun = query('dryRun', 'string', 'All: answers as if, and stores nothing.');
const fieldManager = query('fieldManager', 'string', 'Who writes.');
const fieldValidation = query(
  'fieldValidation',
  'string',
  'What becomes of unknown fields: Strict refuses them, Warn (the default) warns of them, Ignore drops them.',
);

/** Of whatever writes an object. */
export const writing: readonly JsonObject[] = [dryRun, fieldManager, fieldValidation];

/** Of a patch: clients look here whether the server validates fields. */
export const patching: readonly JsonObject[] = [
  ...writing,
  query('force', 'boolean', 'Takes fields of other managers over; of apply patches only.'),
];

export const deleting: readonly JsonObject[] = [
  dryRun,
  query('gracePeriodSeconds', 'integer', 'Seconds that a pod gets to end.'),
  query('propagationPolicy', 'string', 'Orphan, Background or Foreground.'),
];

export const listing: readonly JsonObject[] = [
  query('labelSelector', 'string', 'Chooses by labels.'),
  query('fieldSelector', 'string', 'Chooses by fields.'),
  query('limit', 'integer', 'How many objects an answer has at most.'),
  query('continue', 'string', 'What the last answer gave to go on from.'),
  query('resourceVersion', 'string', 'The position in the log that is meant.'),
  query('resourceVersionMatch', 'string', 'Exact or NotOlderThan: how it is meant.'),
  query('timeoutSeconds', 'integer', 'After which a watch ends.'),
  query('watch', 'boolean', 'Follows the changes instead of listing.'),
  query('allowWatchBookmarks', 'boolean', 'Lets a watch say how far it is.'),
  query('sendInitialEvents', 'boolean', 'Begins a watch with what is there.'),
];

export const logging: readonly JsonObject[] = [
  query('container', 'string', 'The container, which may be left out where there is one.'),
  query('follow', 'boolean', 'Goes on as the container does.'),
  query('previous', 'boolean', 'What the container said before it was started again.'),
  query('sinceSeconds', 'integer', 'How far to go back.'),
  query('tailLines', 'integer', 'How many lines from the end.'),
  query('timestamps', 'boolean', 'Each line with its time.'),
];
