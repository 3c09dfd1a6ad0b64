import { canonicalJson, type Json, type JsonObject } from '../../engine/index.ts';
import { at, compareQuantities, listAt, objectAt, textAt, textListAt, textsAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { persistentVolumeSources } from '../schema/volume.ts';
import { forbiddenField, invalidValue, required, unchanged, unsupported } from './field.ts';
import { dnsSubdomain } from './name.ts';
import { quantityOf } from './quantity.ts';
import { validateLabelSelector, validateNodeSelector } from './selector.ts';

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const alone = 'ReadWriteOncePod';

const validateModes = (spec: JsonObject, field: string, missing: string): readonly Cause[] => {
  const given = textListAt(spec, 'accessModes');
  if (given.length === 0) return [required(field, missing)];
  const unknown = given.filter((mode) => !modes.includes(mode)).map((mode) => unsupported(field, mode, modes));
  const mixed = given.includes(alone) && given.length > 1;
  const why = 'may not use ReadWriteOncePod with other access modes';
  return [...unknown, ...(mixed ? [forbiddenField(field, why)] : [])];
};

const positive = (field: string, amount: string): readonly Cause[] =>
  quantityOf(amount).nano > 0n ? [] : [invalidValue(field, amount, 'must be greater than zero')];

const validateVolumeMode = (spec: JsonObject): readonly Cause[] => {
  const mode = textAt(spec, 'volumeMode');
  const known = ['Block', 'Filesystem'];
  return mode === undefined || known.includes(mode) ? [] : [unsupported('spec.volumeMode', mode, known)];
};

const validateClassName = (spec: JsonObject): readonly Cause[] => {
  const name = textAt(spec, 'storageClassName') ?? '';
  return name === '' ? [] : dnsSubdomain(name).map((why) => invalidValue('spec.storageClassName', name, why));
};

const validateSource = (spec: JsonObject): readonly Cause[] => {
  const given = persistentVolumeSources.filter((source) => spec[source] !== undefined);
  const [, ...others] = given;
  const [local, host] = [objectAt(spec, 'local'), objectAt(spec, 'hostPath')];
  return [
    ...(host !== undefined && (textAt(host, 'path') ?? '') === '' ? [required('spec.hostPath.path')] : []),
    ...(local !== undefined && (textAt(local, 'path') ?? '') === '' ? [required('spec.local.path')] : []),
    ...(local !== undefined && at(spec, 'nodeAffinity', 'required') === undefined
      ? [required('spec.nodeAffinity', 'Local volume requires node affinity')]
      : []),
    ...others.map((source) => forbiddenField(`spec.${source}`, 'may not specify more than 1 volume type')),
    ...(given.length === 0 ? [required('spec', 'must specify a volume type')] : []),
  ];
};

const validateCapacity = (spec: JsonObject): readonly Cause[] => {
  const capacity = textsAt(spec, 'capacity');
  if (Object.keys(capacity).length === 0) return [required('spec.capacity')];
  const { storage } = capacity;
  if (storage === undefined || Object.keys(capacity).length > 1)
    return [unsupported('spec.capacity', capacity, ['storage'])];
  return positive('spec.capacity[storage]', storage);
};

const policies = ['Delete', 'Recycle', 'Retain'];

const validateVolumePolicy = (spec: JsonObject): readonly Cause[] => {
  const field = 'spec.persistentVolumeReclaimPolicy';
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy') ?? '';
  if (!policies.includes(policy)) return [unsupported(field, policy, policies)];
  const root = textAt(spec, 'hostPath', 'path') === '/' && policy === 'Recycle';
  return root ? [forbiddenField(field, "may not be 'recycle' for a hostPath mount of '/'")] : [];
};

const validateVolumeAffinity = (spec: JsonObject): readonly Cause[] => {
  const affinity = objectAt(spec, 'nodeAffinity');
  if (affinity === undefined) return [];
  const selector = affinity['required'];
  if (selector === undefined) return [required('spec.nodeAffinity.required', 'must specify required node constraints')];
  return validateNodeSelector(selector, 'spec.nodeAffinity.required');
};

/** Source: ValidatePersistentVolume. */
export const validateVolume = (object: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  return [
    ...validateModes(spec, 'spec.accessModes', ''),
    ...validateCapacity(spec),
    ...validateVolumePolicy(spec),
    ...validateVolumeAffinity(spec),
    ...validateSource(spec),
    ...validateClassName(spec),
    ...validateVolumeMode(spec),
  ];
};

const sourceOf = (object: JsonObject): string =>
  canonicalJson(
    Object.fromEntries(
      Object.entries(objectAt(object, 'spec') ?? {}).filter(([key]) => persistentVolumeSources.includes(key)),
    ),
  );

/** Source: ValidatePersistentVolumeUpdate. */
export const validateVolumeUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => {
  const member = (of: JsonObject, key: string): Json | undefined => at(of, 'spec', key);
  const affinity = member(before, 'nodeAffinity');
  return [
    ...(sourceOf(object) === sourceOf(before)
      ? []
      : [forbiddenField('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation')]),
    ...unchanged('spec.volumeMode', member(object, 'volumeMode'), member(before, 'volumeMode')),
    ...(affinity === undefined ? [] : unchanged('spec.nodeAffinity', member(object, 'nodeAffinity'), affinity)),
  ];
};

/** Source: ValidatePersistentVolumeClaimSpec. */
export const validateClaim = (object: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  const selector = objectAt(spec, 'selector');
  const storage = textAt(spec, 'resources', 'requests', 'storage');
  return [
    ...validateModes(spec, 'spec.accessModes', 'at least 1 access mode is required'),
    ...(selector === undefined ? [] : validateLabelSelector(selector, 'spec.selector')),
    ...(storage === undefined ? [required('spec.resources[storage]')] : positive('spec.resources[storage]', storage)),
    ...validateClassName(spec),
    ...validateVolumeMode(spec),
  ];
};

/** The spec without what may change: an empty volumeName, a class that was not set, and for bound claims the request. */
const frozenClaim = (object: JsonObject, before: JsonObject): string => {
  const { volumeName, storageClassName, volumeAttributesClassName, resources, ...rest } =
    objectAt(object, 'spec') ?? {};
  const old = objectAt(before, 'spec') ?? {};
  const bound = textAt(before, 'status', 'phase') === 'Bound';
  return canonicalJson({
    ...rest,
    volumeName: old['volumeName'] === undefined ? null : (volumeName ?? null),
    storageClassName: old['storageClassName'] === undefined ? null : (storageClassName ?? null),
    volumeAttributesClassName: bound ? null : (volumeAttributesClassName ?? null),
    resources: bound ? null : (resources ?? null),
  });
};

const whyFrozen =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** Source: ValidatePersistentVolumeClaimUpdate. */
export const validateClaimUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => {
  const size = (of: JsonObject) => quantityOf(textAt(of, 'spec', 'resources', 'requests', 'storage') ?? '0');
  const capacity = textAt(before, 'status', 'capacity', 'storage') ?? '0';
  const shrinks = compareQuantities(size(object), size(before)) < 0;
  const belowCapacity = compareQuantities(size(object), quantityOf(capacity)) <= 0;
  return [
    ...(frozenClaim(object, before) === frozenClaim(before, before) ? [] : [forbiddenField('spec', whyFrozen)]),
    ...(shrinks && belowCapacity
      ? [forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity')]
      : []),
    ...unchanged('spec.volumeMode', at(object, 'spec', 'volumeMode'), at(before, 'spec', 'volumeMode')),
  ];
};

const bindingModes = ['Immediate', 'WaitForFirstConsumer'];

/** Source: pkg/apis/storage/validation. */
export const validateStorageClass = (object: JsonObject): readonly Cause[] => {
  const text = (member: string): string => textAt(object, member) ?? '';
  const policy = text('reclaimPolicy');
  const mode = text('volumeBindingMode');
  const reclaims = ['Delete', 'Retain'];
  return [
    ...(text('provisioner') === '' ? [required('provisioner', text('provisioner'))] : []),
    ...(reclaims.includes(policy) ? [] : [unsupported('reclaimPolicy', policy, reclaims)]),
    ...(bindingModes.includes(mode) ? [] : [unsupported('volumeBindingMode', mode, bindingModes)]),
    ...listAt(object, 'allowedTopologies').flatMap((term, i) =>
      listAt(term, 'matchLabelExpressions').flatMap((one, j) =>
        listAt(one, 'values').length === 0
          ? [required(`allowedTopologies[${i}].matchLabelExpressions[${j}].values`)]
          : [],
      ),
    ),
  ];
};

export const validateStorageClassUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => {
  const changed = (member: string): boolean =>
    canonicalJson(object[member] ?? null) !== canonicalJson(before[member] ?? null);
  return [
    ...(changed('parameters') ? [forbiddenField('parameters', 'updates to parameters are forbidden.')] : []),
    ...(changed('provisioner') ? [forbiddenField('provisioner', 'updates to provisioner are forbidden.')] : []),
    ...(changed('reclaimPolicy') ? [forbiddenField('reclaimPolicy', 'updates to reclaimPolicy are forbidden.')] : []),
    ...unchanged('volumeBindingMode', object['volumeBindingMode'], before['volumeBindingMode']),
  ];
};
