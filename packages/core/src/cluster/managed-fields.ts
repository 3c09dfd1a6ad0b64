import { isJsonObject, type Json } from '../engine/index.ts';
import { numberAt } from './field.ts';
import { timestamp, type Epoch } from './wall-clock.ts';

/**
 * Entries of metadata.managedFields as the API shows them. A body keeps them with their times as instants, in whole seconds,
 * and without what all have in common, so that a log says nothing of the epoch under which it was written.
 */
export const managedFieldsObject = (stored: readonly Json[], epoch: Epoch): readonly Json[] =>
  stored.map((entry) => {
    if (!isJsonObject(entry)) return entry;
    const at = numberAt(entry, 'time');
    return { ...entry, ...(at === undefined ? {} : { time: timestamp(epoch, at) }), fieldsType: 'FieldsV1' };
  });
