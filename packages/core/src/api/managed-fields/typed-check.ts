import { isJsonArray, isJsonObject, type Json } from '../../engine/index.ts';
import { goText, goType } from '../patch/go-text.ts';
import type { Place } from '../patch/merge-keys.ts';
import type { ScalarSchema, Schema } from '../schema/schema.ts';
import type { FieldPath } from './field-set.ts';
import { pathText } from './fields-v1.ts';
import { listKeys, structureOf } from './structure.ts';

/*
 * Whether a configuration has the shape of its kind, in the words of structured-merge-diff. It is read as the user wrote it:
 * what would be a warning elsewhere is an error here.
 */

const fault = (path: FieldPath, why: string): string => `${pathText(path)}: ${why}`;

const quoted = (value: Json): string => (typeof value === 'string' ? JSON.stringify(value) : goText(value));

const scalarFault = ({ type }: ScalarSchema, value: Json): string | undefined => {
  const held = `&value.valueUnstructured{Value:${quoted(value)}}`;
  switch (type) {
    case 'string':
    case 'bytes':
    case 'time':
      return typeof value === 'string' ? undefined : `expected string, got ${held}`;
    case 'bool':
      return typeof value === 'boolean' ? undefined : `expected boolean, got ${held}`;
    case 'int32':
    case 'int64':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`;
    case 'quantity':
    case 'int-or-string':
      return typeof value === 'string' || typeof value === 'number' ? undefined : `expected scalar, got ${held}`;
    case 'any':
      return undefined;
    default:
      return type satisfies never;
  }
};

const checkList = (schema: Schema & { readonly type: 'list' }, value: Json, path: FieldPath): readonly string[] => {
  if (!isJsonArray(value)) return [fault(path, `expected list, got &{${goText(value)}}`)];
  const structure = structureOf(schema, value);
  if (structure.type !== 'items') return value.flatMap((item, i) => check(schema.of, item, [...path, `i:${i}`]));
  const seen = new Set<string>();
  return value.flatMap((item, i) => {
    const element = structure.element(item);
    if (element === undefined) {
      const missing = listKeys(schema).find((key) => !isJsonObject(item) || item[key] === undefined);
      return [
        fault(
          path,
          missing === undefined
            ? `element ${i}: associative list without keys has an element that's ${isJsonObject(item) ? 'a map' : 'a list'} type`
            : `element ${i}: associative list with keys has an element that omits key field ${JSON.stringify(missing)} (and doesn't have default value)`,
        ),
      ];
    }
    if (seen.has(element)) return [fault(path, `duplicate entries for key ${pathText([element])}`)];
    seen.add(element);
    return check(schema.of, item, [...path, element]);
  });
};

const check = (place: Place, value: Json, path: FieldPath): readonly string[] => {
  if (place === undefined || value === null) return [];
  if (place.type === 'list') return checkList(place, value, path);
  if (place.type !== 'struct' && place.type !== 'map') {
    const why = scalarFault(place, value);
    return why === undefined ? [] : [fault(path, why)];
  }
  if (!isJsonObject(value)) return [fault(path, `expected map, got &{${goText(value)}}`)];
  return Object.entries(value).flatMap(([member, inside]) => {
    const at = [...path, `f:${member}`];
    if (place.type === 'map') return check(place.of, inside, at);
    const known = Object.hasOwn(place.fields, member) ? place.fields[member] : undefined;
    return known === undefined ? [fault(at, 'field not declared in schema')] : check(known, inside, at);
  });
};

/** What is wrong with the shape of a configuration; undefined when nothing is. */
export const typeFault = (place: Place, config: Json): string | undefined => {
  const faults = check(place, config, []);
  if (faults.length < 2) return faults[0];
  return ['errors:', ...faults.map((one) => `  ${one}`)].join('\n');
};
