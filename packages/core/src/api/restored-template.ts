import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { JsonObject } from '../engine/index.ts';
import { objectAt } from '../cluster/index.ts';
import { defaultPodTemplate } from './defaulting/pod-spec.ts';
import { decode } from './schema/decode.ts';
import { schemas } from './schema/kinds.ts';

/** A pod template as it would be stored had it been written today: read by the schema, with its defaults; undefined if it cannot be read. */
export const restoredTemplate = (template: JsonObject): JsonObject | undefined =>
  pipe(
    decode(schemas.StatefulSet, { spec: { template } }),
    E.match(
      () => undefined,
      ({ object }) => defaultPodTemplate(objectAt(object, 'spec', 'template') ?? {}),
    ),
  );
