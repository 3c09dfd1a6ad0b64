import type { JsonObject } from '@orrery/core/engine';
import { isJsonObject } from '@orrery/core/engine';
import { objectAnswer, type Outcome } from './http/answer.ts';
import type { Exchange } from './http/exchange.ts';

/** Everybody may do everything here: nobody is asked who they are. */
const userInfo: JsonObject = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

const allowed: JsonObject = { allowed: true, reason: 'Orrery lets everybody do everything' };

const statuses: Readonly<Record<string, JsonObject>> = {
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': allowed,
  '/apis/authorization.k8s.io/v1/subjectaccessreviews': allowed,
  '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews': {
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    incomplete: false,
  },
  '/apis/authentication.k8s.io/v1/selfsubjectreviews': { userInfo },
};

/** Is this a path at which questions are answered? */
export const isReview = (path: string): boolean => Object.hasOwn(statuses, path);

/** Answers who the client is and what it may do; undefined where the path asks neither. Nothing is stored. */
export const answerReview = ({ path, body }: Exchange): Outcome | undefined => {
  const status = statuses[path];
  return status === undefined ? undefined : objectAnswer(201, { ...(isJsonObject(body) ? body : {}), status });
};
