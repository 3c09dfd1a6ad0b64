import { canonicalJson, jsonEqual, isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { at, listAt, numberAt, objectAt, textAt, textsAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { volumeSources } from '../schema/volume.ts';
import { validateContainer, type Around } from './container.ts';
import { duplicate, forbiddenField, invalidValue, required, unsupported } from './field.ts';
import { ungated, validateGatedUpdate } from './gated-pod.ts';
import { validateAnnotations, validateLabels } from './metadata.ts';
import { dnsLabel, dnsSubdomain, qualifiedName } from './name.ts';
import { validateAffinity, validateSpread, validateTolerations } from './scheduling.ts';

const validateVolume = (volume: Json, field: string): readonly Cause[] => {
  const given = volumeSources.filter((source) => at(volume, source) !== undefined);
  const [, ...others] = given;
  const claim = objectAt(volume, 'persistentVolumeClaim');
  const path = objectAt(volume, 'hostPath');
  return [
    ...others.map((source) => forbiddenField(`${field}.${source}`, 'may not specify more than 1 volume type')),
    ...(claim !== undefined && (textAt(claim, 'claimName') ?? '') === ''
      ? [required(`${field}.persistentVolumeClaim.claimName`)]
      : []),
    ...(path !== undefined && (textAt(path, 'path') ?? '') === '' ? [required(`${field}.hostPath.path`)] : []),
    ...(given.length === 0 ? [required(field, 'must specify a volume type')] : []),
  ];
};

const validateVolumes = (spec: JsonObject, field: string): readonly Cause[] => {
  const names = new Set<string>();
  return listAt(spec, 'volumes').flatMap((volume, i) => {
    const here = `${field}.volumes[${i}]`;
    const name = textAt(volume, 'name') ?? '';
    const causes: Cause[] = [...validateVolume(volume, here)];
    if (name === '') causes.push(required(`${here}.name`));
    else causes.push(...dnsLabel(name).map((why) => invalidValue(`${here}.name`, name, why)));
    if (name !== '' && names.has(name)) causes.push(duplicate(`${here}.name`, name));
    names.add(name);
    return causes;
  });
};

const validateContainers = (spec: JsonObject, field: string): readonly Cause[] => {
  const names = new Set<string>();
  const volumes = new Set(listAt(spec, 'volumes').map((volume) => textAt(volume, 'name') ?? ''));
  const around: Around = { names, volumes };
  const containers = listAt(spec, 'containers');
  const each = (list: readonly Json[], member: string, init: boolean): readonly Cause[] =>
    list.flatMap((one, i) => validateContainer(one, around, `${field}.${member}[${i}]`, init));
  return [
    ...(containers.length === 0 ? [required(`${field}.containers`)] : each(containers, 'containers', false)),
    ...each(listAt(spec, 'initContainers'), 'initContainers', true),
  ];
};

const choices = (spec: JsonObject, member: string, field: string, allowed: readonly string[]): readonly Cause[] => {
  const value = textAt(spec, member) ?? '';
  if (value === '') return [required(`${field}.${member}`)];
  return allowed.includes(value) ? [] : [unsupported(`${field}.${member}`, value, allowed)];
};

const named = (
  spec: JsonObject,
  member: string,
  field: string,
  form: (name: string) => readonly string[],
): readonly Cause[] => {
  const value = textAt(spec, member) ?? '';
  return value === '' ? [] : form(value).map((why) => invalidValue(`${field}.${member}`, value, why));
};

const int32Max = 2_147_483_647;

const validateDeadline = (spec: JsonObject, field: string): readonly Cause[] => {
  const value = numberAt(spec, 'activeDeadlineSeconds');
  if (value === undefined || (value >= 1 && value <= int32Max)) return [];
  return [invalidValue(`${field}.activeDeadlineSeconds`, value, `must be between 1 and ${int32Max}, inclusive`)];
};

const validateGates = (spec: JsonObject, list: string, member: string, field: string): readonly Cause[] =>
  listAt(spec, list).flatMap((gate, i) => {
    const value = textAt(gate, member) ?? '';
    return qualifiedName(value).map((why) => invalidValue(`${field}.${list}[${i}].${member}`, value, why));
  });

/** A pod's spec, or that of a template. Source: ValidatePodSpec. */
export const validatePodSpec = (spec: JsonObject, field: string): readonly Cause[] => [
  ...validateVolumes(spec, field),
  ...validateContainers(spec, field),
  ...choices(spec, 'restartPolicy', field, ['Always', 'OnFailure', 'Never']),
  ...choices(spec, 'dnsPolicy', field, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
  ...validateLabels(textsAt(spec, 'nodeSelector'), `${field}.nodeSelector`),
  ...validateAffinity(spec, field),
  ...validateGates(spec, 'readinessGates', 'conditionType', field),
  ...validateGates(spec, 'schedulingGates', 'name', field),
  ...validateSpread(spec, field),
  ...named(spec, 'serviceAccountName', field, dnsSubdomain),
  ...named(spec, 'nodeName', field, dnsSubdomain),
  ...validateDeadline(spec, field),
  ...named(spec, 'hostname', field, dnsLabel),
  ...named(spec, 'subdomain', field, dnsLabel),
  ...validateTolerations(spec, field),
  ...named(spec, 'priorityClassName', field, dnsSubdomain),
];

/** A pod template as a workload holds it. Its labels are named without `metadata`, as upstream does. */
export const validatePodTemplate = (template: JsonObject, field: string): readonly Cause[] => [
  ...validateLabels(textsAt(template, 'metadata', 'labels'), `${field}.labels`),
  ...validateAnnotations(textsAt(template, 'metadata', 'annotations'), `${field}.annotations`),
  ...validatePodSpec(objectAt(template, 'spec') ?? {}, `${field}.spec`),
];

export const validatePod = (object: JsonObject): readonly Cause[] =>
  validatePodSpec(objectAt(object, 'spec') ?? {}, 'spec');

/** What a pod's spec may be changed in: everything else must be as it was. */
const frozen = (spec: JsonObject, before: JsonObject): JsonObject => {
  const images = (list: string): Record<string, Json> => {
    const containers = listAt(spec, list);
    if (containers.length === 0) return {};
    return { [list]: containers.map((one) => (isJsonObject(one) ? { ...one, image: '' } : one)) };
  };
  const { activeDeadlineSeconds: _, tolerations: __, terminationGracePeriodSeconds, ...rest } = spec;
  const grace = Number(before['terminationGracePeriodSeconds'] ?? 0);
  const mended = grace < 0 && terminationGracePeriodSeconds === 1;
  return {
    ...rest,
    ...images('containers'),
    ...images('initContainers'),
    terminationGracePeriodSeconds: mended ? grace : (terminationGracePeriodSeconds ?? null),
  };
};

const whyFrozen =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

const validateDeadlineUpdate = (spec: JsonObject, before: JsonObject): readonly Cause[] => {
  const field = 'spec.activeDeadlineSeconds';
  const [now, old] = [numberAt(spec, 'activeDeadlineSeconds'), numberAt(before, 'activeDeadlineSeconds')];
  if (now === undefined)
    return old === undefined
      ? []
      : [invalidValue(field, undefined, 'must not update from a positive integer to nil value')];
  return old !== undefined && now > old
    ? [invalidValue(field, now, 'must be less than or equal to previous value')]
    : [];
};

/** What may not be changed of a pod. Source: ValidatePodUpdate. */
export const validatePodUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  const old = objectAt(before, 'spec') ?? {};
  if (listAt(spec, 'containers').length !== listAt(old, 'containers').length)
    return [forbiddenField('spec.containers', 'pod updates may not add or remove containers')];
  if (listAt(spec, 'initContainers').length !== listAt(old, 'initContainers').length)
    return [forbiddenField('spec.initContainers', 'pod updates may not add or remove containers')];
  const kept = new Set(listAt(spec, 'tolerations').map(canonicalJson));
  const lost = listAt(old, 'tolerations').some((one) => !kept.has(canonicalJson(one)));
  return [
    ...validateDeadlineUpdate(spec, old),
    ...(lost
      ? [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')]
      : []),
    ...validateGatedUpdate(spec, old),
    ...(jsonEqual(frozen(ungated(spec, old), old), frozen(ungated(old, old), old))
      ? []
      : [forbiddenField('spec', whyFrozen)]),
  ];
};
