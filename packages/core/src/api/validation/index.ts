import type { JsonObject } from '../../engine/index.ts';
import type { KindName } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { validateMetadata, validateMetadataUpdate } from './metadata.ts';

/** What is wrong with a new object, defaulted; empty when nothing is. */
export const validate = (kind: KindName, object: JsonObject): readonly Cause[] => validateMetadata(kind, object);

/** What is wrong with a changed object: `before` is the stored one. */
export const validateUpdate = (kind: KindName, object: JsonObject, before: JsonObject): readonly Cause[] =>
  validateMetadataUpdate(kind, object, before);

/** What is wrong with an object of which the status is written. */
export const validateStatus = (kind: KindName, object: JsonObject, before: JsonObject): readonly Cause[] =>
  validateMetadataUpdate(kind, object, before);
