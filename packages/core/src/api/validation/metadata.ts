import type { Json, JsonObject } from '../../engine/index.ts';
import { at, kinds, listAt, objectAt, textAt, textListAt, textsAt, type KindName } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { forbiddenField, invalidValue, required, tooLong, unchanged } from './field.ts';
import { asPrefix, dns1035Label, dnsLabel, dnsSubdomain, labelValue, pathSegment, qualifiedName } from './name.ts';

/** The form of the names of each kind. */
const nameForm = (kind: KindName): ((name: string) => readonly string[]) => {
  switch (kind) {
    case 'Namespace':
    case 'StatefulSet':
      return dnsLabel;
    case 'Service':
      return dns1035Label;
    case 'ClusterRole':
    case 'ClusterRoleBinding':
    case 'Role':
    case 'RoleBinding':
      return pathSegment;
    default:
      return dnsSubdomain;
  }
};

const annotationBytesMax = 256 * 1024;

export const validateLabels = (labels: Readonly<Record<string, string>>, field: string): readonly Cause[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedName(key).map((why) => invalidValue(field, key, why)),
    ...labelValue(value).map((why) => invalidValue(field, value, why)),
  ]);

export const validateAnnotations = (annotations: Readonly<Record<string, string>>, field: string): readonly Cause[] => {
  const entries = Object.entries(annotations);
  const bytes = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return [
    ...entries.flatMap(([key]) => qualifiedName(key.toLowerCase()).map((why) => invalidValue(field, key, why))),
    ...(bytes > annotationBytesMax ? [tooLong(field, annotationBytesMax)] : []),
  ];
};

const ownerMembers = [
  ['apiVersion', 'version must not be empty'],
  ['kind', 'must not be empty'],
  ['name', 'must not be empty'],
  ['uid', 'must not be empty'],
] as const;

/** What is wrong with owner references. Source: ValidateOwnerReferences. */
export const validateOwners = (owners: readonly Json[], field: string): readonly Cause[] => {
  const causes = owners.flatMap((owner, i) =>
    ownerMembers
      .filter(([member]) => (textAt(owner, member) ?? '') === '')
      .map(([member, why]) => invalidValue(`${field}[${i}].${member}`, '', why)),
  );
  const [first, second] = owners.filter((owner) => at(owner, 'controller') === true);
  if (second === undefined) return causes;
  const why =
    'Only one reference can have Controller set to true. Found "true" in references for ' +
    `${textAt(first, 'name') ?? ''} and ${textAt(second, 'name') ?? ''}`;
  return [...causes, invalidValue(field, [...owners], why)];
};

const knownFinalizers = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** What is wrong with the names of finalizers. Source: ValidateFinalizerName. */
export const validateFinalizers = (finalizers: readonly string[], field: string): readonly Cause[] => {
  const causes = finalizers.flatMap((one) => {
    const problems = qualifiedName(one).map((why) => invalidValue(field, one, why));
    if (problems.length > 0 || one.includes('/') || knownFinalizers.has(one)) return problems;
    return [invalidValue(field, one, 'name is neither a standard finalizer name nor is it fully qualified')];
  });
  const both = finalizers.includes('orphan') && finalizers.includes('foregroundDeletion');
  if (!both) return causes;
  return [
    ...causes,
    invalidValue(field, [...finalizers], 'finalizer orphan and foregroundDeletion cannot be both set'),
  ];
};

/** The name is made from its prefix later, so without a name only the prefix is checked. */
const validateName = (kind: KindName, metadata: JsonObject): readonly Cause[] => {
  const name = textAt(metadata, 'name') ?? '';
  const prefix = textAt(metadata, 'generateName') ?? '';
  const form = nameForm(kind);
  if (name === '' && prefix === '') return [required('metadata.name', 'name or generateName is required')];
  return [
    ...(prefix === '' ? [] : asPrefix(form)(prefix).map((why) => invalidValue('metadata.generateName', prefix, why))),
    ...(name === ''
      ? []
      : [...form(name), ...pathSegment(name)].map((why) => invalidValue('metadata.name', name, why))),
  ];
};

/** What holds of metadata at creation and at every later write. */
const validateMembers = (kind: KindName, metadata: JsonObject): readonly Cause[] => [
  ...(kinds[kind].namespaced && (textAt(metadata, 'namespace') ?? '') === '' ? [required('metadata.namespace')] : []),
  ...validateLabels(textsAt(metadata, 'labels'), 'metadata.labels'),
  ...validateAnnotations(textsAt(metadata, 'annotations'), 'metadata.annotations'),
  ...validateOwners(listAt(metadata, 'ownerReferences'), 'metadata.ownerReferences'),
  ...validateFinalizers(textListAt(metadata, 'finalizers'), 'metadata.finalizers'),
];

/** Everything about a new object's metadata. Source: apimachinery ValidateObjectMeta. */
export const validateMetadata = (kind: KindName, object: JsonObject): readonly Cause[] => {
  const metadata = objectAt(object, 'metadata') ?? {};
  return [...validateName(kind, metadata), ...validateMembers(kind, metadata)];
};

const immutable = ['name', 'namespace', 'uid', 'creationTimestamp'] as const;

/** What an update may not do to metadata. Source: apimachinery ValidateObjectMetaUpdate. */
export const validateMetadataUpdate = (kind: KindName, object: JsonObject, before: JsonObject): readonly Cause[] => {
  const metadata = objectAt(object, 'metadata') ?? {};
  const old = objectAt(before, 'metadata') ?? {};
  const known = textListAt(old, 'finalizers');
  const added = textListAt(metadata, 'finalizers').filter((one) => !known.includes(one));
  const deleting = old['deletionTimestamp'] !== undefined;
  const list = `[]string{${added.map((one) => JSON.stringify(one)).join(', ')}}`;
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [
    ...validateMembers(kind, metadata),
    ...(deleting && added.length > 0 ? [forbiddenField('metadata.finalizers', why)] : []),
    ...immutable.flatMap((key) => unchanged(`metadata.${key}`, metadata[key], old[key])),
  ];
};
