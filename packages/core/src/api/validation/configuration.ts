import { base64Bytes, canonicalJson, type JsonObject } from '../../engine/index.ts';
import { at, flagAt, textAt, textsAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { forbiddenField, invalidValue, required, tooLong, unchanged } from './field.ts';
import { configurationKey } from './name.ts';

/*
 * ConfigMaps and Secrets. Source: k8s.io/kubernetes pkg/apis/core/validation, ValidateConfigMap and ValidateSecret.
 */

/** The most that one may hold. */
const bytesMax = 1024 * 1024;

const validateKeys = (object: JsonObject, member: string): readonly Cause[] =>
  Object.keys(textsAt(object, member)).flatMap((key) =>
    configurationKey(key).map((why) => invalidValue(`${member}[${key}]`, key, why)),
  );

const total = (texts: Readonly<Record<string, string>>, bytes: (text: string) => number): number =>
  Object.values(texts).reduce((sum, text) => sum + bytes(text), 0);

export const validateConfigMap = (object: JsonObject): readonly Cause[] => {
  const data = textsAt(object, 'data');
  const binary = textsAt(object, 'binaryData');
  const twice = Object.keys(binary).filter((key) => key in data);
  const length = total(data, ({ length: letters }) => letters) + total(binary, base64Bytes);
  return [
    ...validateKeys(object, 'data'),
    ...validateKeys(object, 'binaryData'),
    ...twice.map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...(length > bytesMax ? [tooLong('', bytesMax)] : []),
  ];
};

/** An object that was made immutable stays so, and what it holds. */
const validateImmutability = (object: JsonObject, before: JsonObject, members: readonly string[]): readonly Cause[] => {
  if (!flagAt(before, 'immutable')) return [];
  const why = 'field is immutable when `immutable` is set';
  const changed = (member: string): boolean =>
    canonicalJson(at(object, member) ?? null) !== canonicalJson(at(before, member) ?? null);
  return [
    ...(flagAt(object, 'immutable') ? [] : [forbiddenField('immutable', why)]),
    ...members.filter(changed).map((member) => forbiddenField(member, why)),
  ];
};

export const validateConfigMapUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] =>
  validateImmutability(object, before, ['data', 'binaryData']);

/** The keys that a type of Secret needs: all of them, or for a group of alternatives one. */
const neededKeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'kubernetes.io/dockercfg': [['.dockercfg']],
  'kubernetes.io/dockerconfigjson': [['.dockerconfigjson']],
  'kubernetes.io/basic-auth': [['username', 'password']],
  'kubernetes.io/ssh-auth': [['ssh-privatekey']],
  'kubernetes.io/tls': [['tls.crt'], ['tls.key']],
};

export const validateSecret = (object: JsonObject): readonly Cause[] => {
  const data = textsAt(object, 'data');
  const missing = (neededKeys[textAt(object, 'type') ?? ''] ?? []).filter((keys) => !keys.some((key) => key in data));
  return [
    ...validateKeys(object, 'data'),
    ...(total(data, base64Bytes) > bytesMax ? [tooLong('data', bytesMax)] : []),
    ...missing.flatMap((keys) => keys.map((key) => required(`data[${key}]`))),
  ];
};

export const validateSecretUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => [
  ...unchanged('type', at(object, 'type'), at(before, 'type')),
  ...validateImmutability(object, before, ['data']),
];
