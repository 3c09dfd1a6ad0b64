import type { JsonObject } from '../engine/index.ts';
import { numberAt, type KindName } from '../cluster/index.ts';

/** What is taken and had better be otherwise. Source: pkg/registry/apps/statefulset, WarningsOnCreate and WarningsOnUpdate. */
export const warningsAbout = (kind: KindName, object: JsonObject): readonly string[] =>
  kind === 'StatefulSet' && (numberAt(object, 'spec', 'revisionHistoryLimit') ?? 0) < 0
    ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
    : [];
