import { isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { listAt, textAt } from '../../cluster/index.ts';
import { mapObject } from './container.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

const defaultSubject = (subject: Json): Json => {
  if (!isJsonObject(subject) || (textAt(subject, 'apiGroup') ?? '') !== '') return subject;
  const kind = textAt(subject, 'kind');
  return kind === 'User' || kind === 'Group' ? { ...subject, apiGroup: rbacGroup } : subject;
};

/** A ClusterRoleBinding or RoleBinding, whose subjects and role are in the group that their kinds are in. */
export const defaultBinding = (object: JsonObject): JsonObject => {
  const subjects = listAt(object, 'subjects').map(defaultSubject);
  const bound = mapObject(object, 'roleRef', (role) => ({
    ...role,
    apiGroup: (textAt(role, 'apiGroup') ?? '') === '' ? rbacGroup : (role['apiGroup'] ?? rbacGroup),
  }));
  return subjects.length === 0 ? bound : { ...bound, subjects };
};
