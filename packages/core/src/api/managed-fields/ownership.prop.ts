import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { rootPlace, type Place } from '../patch/merge-keys.ts';
import type { Schema } from '../schema/schema.ts';
import { extentOf } from './extent.ts';
import { difference, fieldSet, intersection, isEmpty, pathsOf, union, type FieldSet } from './field-set.ts';
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts';
import { nobody, storedManagers, type Managers, type Writer } from './manager.ts';
import { withoutFields } from './merge.ts';
import { afterApply, type Applied } from './ownership.ts';
import { holdsNothing } from './structure.ts';

const settings = { numRuns: 300, seed: 1 };
const second = 1_000_000;
const deployment = rootPlace('Deployment');

type Apply = typeof afterApply;

const applier = (name: string, at = 0): Writer => ({
  ...{ name, operation: 'Apply', apiVersion: 'apps/v1', subresource: '', time: at * second },
});

/** Some of these members, with values out of a few. */
const some = (names: readonly string[], values: readonly Json[] = ['x', 'y']): fc.Arbitrary<JsonObject> =>
  fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...values), { maxKeys: names.length });

const list = (names: readonly string[], item: (name: string) => fc.Arbitrary<JsonObject>): fc.Arbitrary<Json> =>
  fc
    .shuffledSubarray([...names])
    .chain((chosen) => (chosen.length === 0 ? fc.constant<Json>([]) : fc.tuple(...chosen.map(item))));

const env = (names: readonly string[]) => list(names, (name) => some(['value']).map((rest) => ({ ...rest, name })));

const container = (names: readonly string[]) => (name: string) =>
  fc
    .tuple(some(['image', 'workingDir']), fc.option(env(names), { nil: undefined }))
    .map(([rest, vars]): JsonObject => ({ ...rest, name, ...(vars === undefined ? {} : { env: vars }) }));

/** Without what holds nothing: {} and [] come and go with what others put there, upstream as here. */
const full = (value: Json): Json => {
  if (isJsonArray(value)) return value.map(full);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([key, inside]): [string, Json] => [key, full(inside)]);
  return Object.fromEntries(members.filter(([, inside]) => !holdsNothing(inside)));
};

/** Configurations that name scalars, labels, containers and their variables out of these. */
const configurations = (
  scalars: readonly string[],
  names: readonly string[],
  containers: fc.Arbitrary<Json>,
): fc.Arbitrary<JsonObject> =>
  fc.tuple(some(scalars, [1, 2]), some(names), containers).map(([spec, labels, all]) => {
    const template = { metadata: { labels }, spec: { containers: all } };
    return full({ metadata: { labels }, spec: { ...spec, template } }) as JsonObject; // an object without some of its members
  });

const scalars = ['replicas', 'minReadySeconds', 'revisionHistoryLimit'];
const names = ['a', 'b', 'c'];
const any = configurations(scalars, names, list(names, container(names)));

interface Step {
  readonly by: string;
  readonly config: JsonObject;
}
const history = fc.array(fc.record({ by: fc.constantFrom('m', 'n', 'o'), config: any }), { maxLength: 4 });

/** The object after appliers had their way, each by force. */
const afterAll = (apply: Apply, steps: readonly Step[], place: Place = deployment): Applied => {
  let now: Applied = { object: {}, managers: nobody };
  for (const [i, { by, config }] of steps.entries()) {
    const next = apply(place, now.object, config, now.managers, applier(by, i), true);
    if (E.isRight(next)) now = next.right;
  }
  return now;
};

const textOf = ({ object, managers }: Applied): string =>
  canonicalJson([object, storedManagers(managers) as readonly Json[]]);

const twice = (apply: Apply) =>
  fc.property(history, any, (before, config) => {
    const start = afterAll(apply, before);
    const once = apply(deployment, start.object, config, start.managers, applier('m', 50), true);
    if (E.isLeft(once)) throw new Error('an apply by force was refused');
    const again = apply(deployment, once.right.object, config, once.right.managers, applier('m', 60), false);
    return E.isRight(again) && textOf(again.right) === textOf(once.right);
  });

/** Two configurations that share containers and nothing of what is in them. */
const disjoint = fc.tuple(
  configurations(['replicas'], ['a', 'b'], list(['p', 'q'], container(['a', 'b']))),
  configurations(
    ['minReadySeconds'],
    ['c', 'd'],
    list(['q', 'r'], (name) => env(['c', 'd']).map((all) => ({ name, env: all }))),
  ),
);

const peaceful = (apply: Apply, place: Place = deployment) =>
  fc.property(disjoint, disjoint, ([one, other], [oneLater, otherLater]) => {
    let now: Applied = { object: {}, managers: nobody };
    const steps = [
      ['m', one],
      ['n', other],
      ['m', oneLater],
      ['n', otherLater],
      ['m', oneLater],
    ] as const;
    return steps.every(([by, config]) => {
      const next = apply(place, now.object, config, now.managers, applier(by), false);
      if (E.isRight(next)) now = next.right;
      return E.isRight(next);
    });
  });

const others = (managers: Managers, name: string): FieldSet => {
  let all = fieldSet([]);
  for (const manager of managers.values()) if (manager.name !== name) all = union(all, manager.fields);
  return all;
};

const givingUp = (apply: Apply) =>
  fc.property(history, (before) => {
    const start = afterAll(apply, before);
    const left = apply(deployment, start.object, {}, start.managers, applier('m', 90), false);
    if (E.isLeft(left)) return false;
    const there = extentOf(deployment, left.right.object);
    const had = [...start.managers.values()].find(({ name }) => name === 'm')?.fields ?? fieldSet([]);
    const kept = others(start.managers, 'm');
    // What only it had is gone; what others have is there as it was.
    return (
      isEmpty(intersection(difference(had, kept), there)) &&
      isEmpty(difference(intersection(kept, extentOf(deployment, start.object)), there))
    );
  });

/** A schema in which no list is told apart by keys. */
const keyless = (schema: Schema): Schema => {
  if (schema.type === 'struct')
    return {
      ...schema,
      fields: Object.fromEntries(Object.entries(schema.fields).map(([name, field]) => [name, keyless(field)])),
    };
  return schema.type === 'list' ? { ...schema, of: keyless(schema.of), keys: [] } : schema;
};

describe('API-256: over any configurations', () => {
  test('API-256: an apply that is repeated changes nothing, whatever others applied before', () => {
    fc.assert(twice(afterApply), settings);
  });

  test('API-256: two appliers of different fields never conflict', () => {
    fc.assert(peaceful(afterApply), settings);
  });

  test('API-256: what an applier gives up is gone exactly when nobody else has it', () => {
    fc.assert(givingUp(afterApply), settings);
  });

  test('API-256: sets of fields are read as they were written', () => {
    fc.assert(
      fc.property(any, (config) => {
        const set = extentOf(deployment, config);
        expect(fromFieldsV1(toFieldsV1(set))).toEqual(E.right(set));
        expect(fieldSet(pathsOf(set))).toEqual(set);
      }),
      settings,
    );
  });
});

describe('the properties find planted bugs', () => {
  const found = (property: fc.IProperty<unknown>): boolean => fc.check(property, settings).failed;

  test('a time that is written anew though nothing changed', () => {
    const restless: Apply = (place, live, config, managers, by, force) =>
      E.map((done: Applied) => ({
        ...done,
        managers: new Map(
          [...done.managers].map(([id, one]) => [id, one.name === by.name ? { ...one, time: by.time } : one]),
        ),
      }))(afterApply(place, live, config, managers, by, force));
    expect(found(twice(restless) as fc.IProperty<unknown>)).toBe(true);
  });

  test('a merge that leaves what was given up for the next time', () => {
    const late: Apply = (place, live, config, managers, by, force) => {
      const without = new Map([...managers].filter(([, { name }]) => name !== by.name));
      return afterApply(place, live, config, without, by, force);
    };
    expect(found(givingUp(late) as fc.IProperty<unknown>)).toBe(true);
  });

  test('a list with keys that is owned as a whole', () => {
    const whole = deployment === undefined ? undefined : keyless(deployment);
    expect(found(peaceful(afterApply, whole) as fc.IProperty<unknown>)).toBe(true);
  });

  test('pruning that asks nobody else', () => {
    const greedy: Apply = (place, live, config, managers, by, force) => {
      const had = [...managers.values()].find(({ name }) => name === by.name)?.fields;
      const bare = had === undefined ? live : withoutFields(place, live, had);
      return afterApply(place, bare, config, managers, by, force);
    };
    expect(found(givingUp(greedy) as fc.IProperty<unknown>)).toBe(true);
  });
});
