import type { JsonObject } from '../../engine/index.ts';
import { at } from '../../cluster/index.ts';
import { mapObject } from '../defaulting/container.ts';
import type { ApiServer } from '../server.ts';

const maxUnavailableOf = (object: JsonObject | undefined) =>
  at(object, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable');

const withBlock = (object: JsonObject, change: (block: JsonObject) => JsonObject): JsonObject =>
  mapObject(object, 'spec', (spec) =>
    mapObject(spec, 'updateStrategy', (strategy) => mapObject(strategy, 'rollingUpdate', change)),
  );

/**
 * SS-31: with the gate MaxUnavailableStatefulSet open a rollingUpdate block that does not say gets maxUnavailable 1; with it shut the
 * field is dropped, unless the stored object has it. Source: dropStatefulSetDisabledFields, SetDefaults_StatefulSet.
 */
export const withMaxUnavailable = (
  { gates }: ApiServer,
  object: JsonObject,
  before: JsonObject | undefined,
): JsonObject => {
  if (gates?.MaxUnavailableStatefulSet === true) return withBlock(object, (block) => ({ maxUnavailable: 1, ...block }));
  if (maxUnavailableOf(object) === undefined || maxUnavailableOf(before) !== undefined) return object;
  return withBlock(object, ({ maxUnavailable: _, ...block }) => block);
};
