import type { JsonObject } from '@orrery/core/engine';
import type { Seen } from './served.fixture.ts';

/** What a client has been shown in one session: answers to its writes, the events of a watch, and the list at the end. */
export interface Shown {
  /** resourceVersions of objects as they were answered to writes, in order. */
  readonly written: readonly number[];
  readonly events: readonly Seen[];
  readonly list: readonly JsonObject[];
}

const metadataOf = (object: JsonObject): JsonObject => (object['metadata'] ?? {}) as JsonObject; // every object has one

const keyOf = (object: JsonObject): string => {
  const { namespace = '', name = '' } = metadataOf(object);
  return `${String(namespace)}/${String(name)}`;
};

const versionOf = (object: JsonObject): number => Number(metadataOf(object)['resourceVersion']);

const grows = (versions: readonly number[]): boolean =>
  versions.every((version, i) => i === 0 || version > (versions[i - 1] ?? 0));

/** What is wrong with one event after what a client has of the object; undefined: nothing. */
const eventProblem = ({ type, object }: Seen, before: JsonObject | undefined): string | undefined => {
  const key = keyOf(object);
  if (type === 'ADDED' && before !== undefined) return `${key} came twice`;
  if (type !== 'ADDED' && before === undefined) return `${key} is ${type} and never came`;
  if (before === undefined) return undefined;
  const [then, now] = [metadataOf(before), metadataOf(object)];
  if (then['uid'] !== now['uid']) return `${key} changed its uid`;
  if (then['deletionTimestamp'] !== undefined && now['deletionTimestamp'] === undefined)
    return `the deletion of ${key} was undone`;
  return undefined;
};

/** What does not hold of a session: versions grow, events follow from one another, and together they give the list. */
export const sessionProblems = ({ written, events, list }: Shown): readonly string[] => {
  const problems: string[] = [];
  if (!grows(written)) problems.push('the versions of writes do not grow');
  if (!grows(events.map(({ object }) => versionOf(object)))) problems.push('the versions of events do not grow');
  const held = new Map<string, JsonObject>();
  for (const event of events) {
    const key = keyOf(event.object);
    const problem = eventProblem(event, held.get(key));
    if (problem !== undefined) problems.push(problem);
    if (event.type === 'DELETED') held.delete(key);
    else held.set(key, event.object);
  }
  const listed = new Map(list.map((object) => [keyOf(object), JSON.stringify(object)]));
  for (const [key, object] of held)
    if (listed.get(key) !== JSON.stringify(object)) problems.push(`${key} is not in the list as the watch had it last`);
  for (const key of listed.keys())
    if (!held.has(key)) problems.push(`${key} is in the list and the watch does not have it`);
  return problems;
};
