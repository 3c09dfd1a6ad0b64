import { canonicalJson, type Json, type JsonObject } from '../../engine/index.ts';
import { at, listAt, textAt, textListAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { invalidValue, required, unsupported } from './field.ts';
import { dnsSubdomain, pathSegment } from './name.ts';

/*
 * Roles and their bindings. Source: k8s.io/kubernetes pkg/apis/rbac/validation.
 */

const rbacGroup = 'rbac.authorization.k8s.io';

const validateRule = (rule: Json, namespaced: boolean, field: string): readonly Cause[] => {
  const verbs = textListAt(rule, 'verbs');
  const groups = textListAt(rule, 'apiGroups');
  const resources = textListAt(rule, 'resources');
  const urls = textListAt(rule, 'nonResourceURLs');
  const causes = verbs.length === 0 ? [required(`${field}.verbs`, 'verbs must contain at least one value')] : [];
  if (urls.length > 0) {
    const mixed = groups.length + resources.length + textListAt(rule, 'resourceNames').length > 0;
    if (namespaced)
      causes.push(
        invalidValue(`${field}.nonResourceURLs`, [...urls], 'namespaced rules cannot apply to non-resource URLs'),
      );
    if (mixed)
      causes.push(
        invalidValue(
          `${field}.nonResourceURLs`,
          [...urls],
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      );
    return causes;
  }
  if (groups.length === 0)
    causes.push(required(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0)
    causes.push(required(`${field}.resources`, 'resource rules must supply at least one resource'));
  return causes;
};

/** A ClusterRole or, `namespaced`, a Role. */
export const validateRole = (object: JsonObject, namespaced: boolean): readonly Cause[] =>
  listAt(object, 'rules').flatMap((rule, i) => validateRule(rule, namespaced, `rules[${i}]`));

const validateAccount = (subject: Json, namespaced: boolean, field: string): readonly Cause[] => {
  const name = textAt(subject, 'name') ?? '';
  const group = textAt(subject, 'apiGroup') ?? '';
  return [
    ...(name === '' ? [] : dnsSubdomain(name).map((why) => invalidValue(`${field}.name`, name, why))),
    ...(group === '' ? [] : [unsupported(`${field}.apiGroup`, group, [''])]),
    ...(!namespaced && (textAt(subject, 'namespace') ?? '') === '' ? [required(`${field}.namespace`)] : []),
  ];
};

const validateSubject = (subject: Json, namespaced: boolean, field: string): readonly Cause[] => {
  const kind = textAt(subject, 'kind') ?? '';
  const group = textAt(subject, 'apiGroup') ?? '';
  const nameless = (textAt(subject, 'name') ?? '') === '' ? [required(`${field}.name`)] : [];
  switch (kind) {
    case 'ServiceAccount':
      return [...nameless, ...validateAccount(subject, namespaced, field)];
    case 'User':
    case 'Group':
      return [...nameless, ...(group === rbacGroup ? [] : [unsupported(`${field}.apiGroup`, group, [rbacGroup])])];
    default:
      return [...nameless, unsupported(`${field}.kind`, kind, ['Group', 'ServiceAccount', 'User'])];
  }
};

const validateRoleRef = (object: JsonObject, namespaced: boolean): readonly Cause[] => {
  const group = textAt(object, 'roleRef', 'apiGroup') ?? '';
  const kind = textAt(object, 'roleRef', 'kind') ?? '';
  const name = textAt(object, 'roleRef', 'name') ?? '';
  const roles = namespaced ? ['ClusterRole', 'Role'] : ['ClusterRole'];
  return [
    ...(group === rbacGroup ? [] : [unsupported('roleRef.apiGroup', group, [rbacGroup])]),
    ...(roles.includes(kind) ? [] : [unsupported('roleRef.kind', kind, roles)]),
    ...(name === ''
      ? [required('roleRef.name')]
      : pathSegment(name).map((why) => invalidValue('roleRef.name', name, why))),
  ];
};

/** A ClusterRoleBinding or, `namespaced`, a RoleBinding. */
export const validateBinding = (object: JsonObject, namespaced: boolean): readonly Cause[] => [
  ...validateRoleRef(object, namespaced),
  ...listAt(object, 'subjects').flatMap((subject, i) => validateSubject(subject, namespaced, `subjects[${i}]`)),
];

export const validateBindingUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => {
  const role = at(object, 'roleRef') ?? null;
  return canonicalJson(role) === canonicalJson(at(before, 'roleRef') ?? null)
    ? []
    : [invalidValue('roleRef', role, 'cannot change roleRef')];
};
