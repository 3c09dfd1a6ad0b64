import type { JsonObject } from '../../engine/index.ts';
import { listAt, numberAt, textAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { duplicate, notNegative, required } from './field.ts';

/** Source: k8s.io/kubernetes pkg/apis/storage/validation, ValidateCSINode. */
export const validateCsiNode = (object: JsonObject): readonly Cause[] => {
  const names = new Set<string>();
  return listAt(object, 'spec', 'drivers').flatMap((driver, i) => {
    const field = `spec.drivers[${i}]`;
    const name = textAt(driver, 'name') ?? '';
    const repeated = names.has(name);
    names.add(name);
    return [
      ...(name === '' ? [required(`${field}.name`)] : []),
      ...(repeated ? [duplicate(`${field}.name`, name)] : []),
      ...((textAt(driver, 'nodeID') ?? '') === '' ? [required(`${field}.nodeID`)] : []),
      ...notNegative(`${field}.allocatable.count`, numberAt(driver, 'allocatable', 'count')),
    ];
  });
};
