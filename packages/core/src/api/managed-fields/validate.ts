import type { Cause, Rejection } from '../rejection.ts';
import type { Request, Verb } from '../request.ts';
import { forbiddenField, invalidValue, required, tooLong } from '../validation/field.ts';
import type { Managers } from './manager.ts';

/** Bytes of a manager's name, and characters of a sub-resource's. Source: FieldManagerMaxLength, MaxSubresourceNameLength. */
const managerMax = 128;
const subresourceMax = 256;

const isPrintable = (character: string): boolean => character === ' ' || !/[\p{C}\p{Z}]/u.test(character);

/** A character as Go's %#U gives it when it cannot be printed. */
const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const bytesOf = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x1_0000 ? 3 : 4;
};

/** What is wrong with the name of a manager. Source: ValidateFieldManager. */
const validateManager = (name: string, field: string): readonly Cause[] => {
  const causes: Cause[] = [];
  let position = 0;
  for (const character of name) {
    if (!isPrintable(character))
      causes.push(invalidValue(field, name, `invalid character ${codePoint(character)} (at position ${position})`));
    position += bytesOf(character);
  }
  return position > managerMax ? [tooLong(field, managerMax), ...causes] : causes;
};

/** What is wrong with who manages an object. What cannot be read at all is left out before, as upstream does. */
export const validateManagers = (managers: Managers): readonly Cause[] =>
  [...managers.values()].flatMap(({ name, subresource }, i) => [
    ...validateManager(name, `metadata.managedFields[${i}].manager`),
    ...(subresource.length > subresourceMax
      ? [tooLong(`metadata.managedFields[${i}].subresource`, subresourceMax)]
      : []),
  ]);

const options: Readonly<Partial<Record<Verb, string>>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};

/** Why a request may not name its manager so; undefined when it may. Source: ValidatePatchOptions and its siblings. */
export const wrongManager = ({ verb, patchType, fieldManager, force }: Request): Rejection | undefined => {
  const kind = options[verb];
  if (kind === undefined) return undefined;
  const applying = verb === 'patch' && patchType === 'apply';
  const causes = [
    ...(applying && (fieldManager ?? '') === '' ? [required('fieldManager', 'is required for apply patch')] : []),
    ...(!applying && verb === 'patch' && force !== undefined
      ? [forbiddenField('force', 'may not be specified for non-apply patch')]
      : []),
    ...(fieldManager === undefined ? [] : validateManager(fieldManager, 'fieldManager')),
  ];
  if (causes.length === 0) return undefined;
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return {
    reason: 'Invalid',
    kind: undefined,
    name: '',
    message: `${kind}.meta.k8s.io "" is invalid: ${list}`,
    causes,
  };
};
