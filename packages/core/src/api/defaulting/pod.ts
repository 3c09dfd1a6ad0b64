import type { Json, JsonObject } from '../../engine/index.ts';
import { isJsonObject } from '../../engine/index.ts';
import { listAt, objectAt, textAt } from '../../cluster/index.ts';
import { defaultPodSpec } from './pod-spec.ts';

/** A pod that the node under it fails leaves after this long. Source: DefaultTolerationSeconds admission. */
const failureTolerationSeconds = 300;

const failureTaints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

const withFailureTolerations = (spec: JsonObject): JsonObject => {
  const given = listAt(spec, 'tolerations');
  const covers = (key: string) => (toleration: Json) => {
    const wanted = textAt(toleration, 'key') ?? '';
    const effect = textAt(toleration, 'effect') ?? '';
    return (wanted === '' || wanted === key) && (effect === '' || effect === 'NoExecute');
  };
  const added = failureTaints
    .filter((key) => !given.some(covers(key)))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: failureTolerationSeconds }));
  return added.length === 0 ? spec : { ...spec, tolerations: [...given, ...added] };
};

/** NE-41: the account that a pod runs as; `serviceAccount` is its name of former times. Source: the admission plugin ServiceAccount. */
const withAccount = (spec: JsonObject): JsonObject => {
  const given = textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount') ?? '';
  const name = given === '' ? 'default' : given;
  return { ...spec, serviceAccount: name, serviceAccountName: name };
};

/**
 * What admission adds to the spec of a new pod: its account, tolerations of failing nodes, and the priority and preemption policy of
 * a pod that has no class; what a class says is known to the server alone (admission/priority.ts).
 */
export const admitPodSpec = (given: JsonObject): JsonObject => {
  const unclassed = given['priorityClassName'] === undefined;
  const spec: JsonObject = {
    enableServiceLinks: true,
    ...(unclassed ? { priority: 0, preemptionPolicy: 'PreemptLowerPriority' } : {}),
    ...given,
  };
  return withFailureTolerations(withAccount(spec));
};

/**
 * The body of a pod that a controller makes from a template: its metadata and spec, defaulted and admitted.
 * The template may hold holes; it is computed once for all pods of a revision.
 */
export const podBodyFromTemplate = (template: JsonObject): JsonObject => {
  const metadata = objectAt(template, 'metadata') ?? {};
  const { labels, annotations } = metadata;
  return {
    metadata: {
      ...(isJsonObject(labels) ? { labels } : {}),
      ...(isJsonObject(annotations) ? { annotations } : {}),
    },
    spec: admitPodSpec(defaultPodSpec(objectAt(template, 'spec') ?? {})),
  };
};
