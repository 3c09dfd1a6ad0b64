import { canonicalJson, type JsonObject } from '../../engine/index.ts';
import { at, objectAt, textAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { invalidValue, required } from './field.ts';

/** Source: ValidateVolumeAttachmentV1. */
export const validateAttachment = (object: JsonObject): readonly Cause[] => {
  const volume = textAt(object, 'spec', 'source', 'persistentVolumeName');
  const inline = at(object, 'spec', 'source', 'inlineVolumeSpec');
  const source = 'spec.source';
  return [
    ...((textAt(object, 'spec', 'attacher') ?? '') === '' ? [required('spec.attacher')] : []),
    ...((textAt(object, 'spec', 'nodeName') ?? '') === '' ? [required('spec.nodeName')] : []),
    ...(volume === undefined && inline === undefined
      ? [required(source, 'must specify exactly one of inlineVolumeSpec and persistentVolumeName')]
      : []),
    ...(volume === ''
      ? [required(`${source}.persistentVolumeName`, 'must specify non empty persistentVolumeName')]
      : []),
  ];
};

/** Source: ValidateVolumeAttachmentUpdate. */
export const validateAttachmentUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  return canonicalJson(spec) === canonicalJson(objectAt(before, 'spec') ?? {})
    ? []
    : [invalidValue('spec', spec, 'field is immutable')];
};
