import * as E from 'fp-ts/lib/Either.js';
import { isJsonArray, isJsonObject, type Instant, type Json, type JsonObject } from '../../engine/index.ts';
import { numberAt, parseTimestamp, textAt, type Epoch } from '../../cluster/index.ts';
import { equal, isEmpty, type FieldSet } from './field-set.ts';
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts';

/** Who has a set of fields, and how they got them. An applier is known by its name alone, whatever version it last applied. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  /** When it last changed something, in whole seconds; undefined when it never did. */
  readonly time: Instant | undefined;
  readonly fields: FieldSet;
  /** The entry that it was read from. A manager that is changed is made anew, without it. */
  readonly entry?: JsonObject;
}

/** Whoever writes, before it is known what they get. */
export type Writer = Omit<Manager, 'fields' | 'entry'>;

/** Managers by their identity. */
export type Managers = ReadonlyMap<string, Manager>;

export const nobody: Managers = new Map();

/** What tells managers apart, as upstream writes it: conflicts are listed in its order. */
export const identityOf = ({ name, operation, apiVersion, subresource }: Omit<Writer, 'time'>): string =>
  JSON.stringify({
    manager: name,
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource === '' ? {} : { subresource }),
  });

/** Managers that have something. */
export const managersOf = (all: Iterable<Manager>): Managers =>
  new Map([...all].filter(({ fields }) => !isEmpty(fields)).map((one) => [identityOf(one), one]));

const second = 1_000_000;

/** The second that an instant lies in: times of managers are no finer. */
export const wholeSecond = (at: Instant): Instant => Math.floor(at / second) * second;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const inOrder = (a: Manager, b: Manager): number =>
  compareText(a.operation, b.operation) ||
  (a.time ?? -Infinity) - (b.time ?? -Infinity) ||
  compareText(a.name, b.name) ||
  compareText(a.apiVersion, b.apiVersion) ||
  compareText(a.subresource, b.subresource);

/** Managers by the entries that they were written as: whoever reads such an entry, as every later write does, has them at once. */
const writtenAs = new WeakMap<JsonObject, Manager>();

const newEntry = (manager: Manager): JsonObject => {
  const { name, operation, apiVersion, subresource, time, fields } = manager;
  const entry: JsonObject = {
    ...(name === '' ? {} : { manager: name }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsV1: toFieldsV1(fields),
    ...(subresource === '' ? {} : { subresource }),
  };
  writtenAs.set(entry, { ...manager, entry });
  return entry;
};

const entryOf = (manager: Manager): JsonObject => manager.entry ?? newEntry(manager);

/** Managers as a body keeps them: in the order of the API, times as instants. */
export const storedManagers = (managers: Managers): readonly JsonObject[] =>
  [...managers.values()].sort(inOrder).map(entryOf);

const readEntry = (entry: Json, time: Instant | undefined): E.Either<string, Manager> => {
  const operation = textAt(entry, 'operation') ?? '';
  const apiVersion = textAt(entry, 'apiVersion') ?? '';
  if (operation !== 'Apply' && operation !== 'Update') return E.left('operation must be `Apply` or `Update`');
  if (apiVersion === '') return E.left('apiVersion must not be empty');
  const given = isJsonObject(entry) ? entry['fieldsV1'] : undefined;
  return E.map((fields: FieldSet) => ({
    name: textAt(entry, 'manager') ?? '',
    operation: operation as Manager['operation'], // one of the two, as was just seen
    apiVersion,
    subresource: textAt(entry, 'subresource') ?? '',
    time,
    fields,
  }))(fromFieldsV1(given ?? {}));
};

const readAll = (
  entries: readonly Json[],
  timeOf: (entry: Json) => Instant | undefined,
  stored: boolean,
): E.Either<string, Managers> => {
  const found: Manager[] = [];
  for (const entry of entries) {
    const written = stored && isJsonObject(entry) ? writtenAs.get(entry) : undefined;
    if (written !== undefined) {
      found.push(written);
      continue;
    }
    const read = readEntry(entry, timeOf(entry));
    if (E.isLeft(read)) return read;
    found.push(stored && isJsonObject(entry) ? { ...read.right, entry } : read.right);
  }
  return E.right(managersOf(found));
};

/** The managers that a body keeps. */
export const readStored = (entries: Json | undefined): Managers => {
  if (!isJsonArray(entries)) return nobody;
  const read = readAll(entries, (entry) => numberAt(entry, 'time'), true);
  if (E.isRight(read)) return read.right;
  throw new Error(
    `a stored entry of managedFields cannot be read: ${read.left}. Only what storedManagers wrote is stored; a log of another ` +
      'version, or a body that was made without it, would look like this.',
  );
};

/** The managers that a client sent; left: they cannot be read. */
export const readGiven = (entries: readonly Json[], epoch: Epoch): E.Either<string, Managers> => {
  const typed = entries.every((entry) => textAt(entry, 'fieldsType') === 'FieldsV1');
  if (!typed) return E.left('missing or invalid fieldsType');
  const timeOf = (entry: Json): Instant | undefined => {
    const seconds = parseTimestamp(textAt(entry, 'time') ?? '');
    return seconds === undefined ? undefined : (seconds - epoch) * second;
  };
  return readAll(entries, timeOf, false);
};

/** Managers that are the same but for their times. */
export const sameButTimes = (a: Managers, b: Managers): boolean =>
  a.size === b.size &&
  [...a].every(([identity, { apiVersion, fields }]) => {
    const other = b.get(identity);
    if (other?.apiVersion !== apiVersion) return false;
    return equal(other.fields, fields);
  });
