import type { Json, JsonObject } from '@orrery/core/engine';
import { listAt, objectAt, oncePerBody, textAt, type PodPhase, type PodRecord } from '@orrery/core/cluster';

/** The conditions that a kubelet writes; it leaves all others as they are, before its own. */
const ownConditions = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']);

/** Conditions that others wrote, and a text that tells such lists apart. */
export interface Foreign {
  readonly conditions: readonly Json[];
  readonly key: string;
}

const foreignIn = oncePerBody((status): Foreign => {
  const conditions = listAt(status.json, 'conditions').filter((one) => !ownConditions.has(textAt(one, 'type') ?? ''));
  return { conditions, key: conditions.length === 0 ? '' : JSON.stringify(conditions) };
});

export const foreignConditions = (pod: PodRecord): Foreign => foreignIn(pod.status.body);

const readinessGates = oncePerBody((body) =>
  listAt(objectAt(body.json, 'spec'), 'readinessGates').flatMap((gate) => textAt(gate, 'conditionType') ?? []),
);

/** What the conditions of a pod follow from, beside what others wrote. */
export interface ConditionsOf {
  readonly phase: PodPhase;
  readonly network: boolean;
  /** Names of what is not there yet, in the order of the spec. */
  readonly incomplete: readonly string[];
  readonly unready: readonly string[];
}

type Stated = Readonly<Record<string, string>>;

const isFalse = (reason: string, message?: string): Stated => ({
  status: 'False',
  reason,
  ...(message === undefined ? {} : { message }),
});

const isTrue: Stated = { status: 'True' };

const initialized = ({ phase, incomplete }: ConditionsOf): Stated => {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  if (incomplete.length === 0) return isTrue;
  return isFalse('ContainersNotInitialized', `containers with incomplete status: [${incomplete.join(' ')}]`);
};

const containersReady = ({ phase, unready }: ConditionsOf): Stated => {
  if (phase === 'Succeeded') return isFalse('PodCompleted');
  if (phase === 'Failed') return isFalse('PodFailed');
  if (unready.length === 0) return isTrue;
  return isFalse('ContainersNotReady', `containers with unready status: [${unready.join(' ')}]`);
};

const ready = (pod: PodRecord, containers: Stated): Stated => {
  if (containers['status'] === 'False') return containers;
  const unmet = readinessGates(pod.body).flatMap((gate) => {
    const found = pod.status.shape.conditions.find(({ type }) => type === gate);
    if (found === undefined) return [`corresponding condition of pod readiness gate "${gate}" does not exist.`];
    return found.status === 'True'
      ? []
      : [`the status of pod readiness gate "${gate}" is not "True", but ${found.status}`];
  });
  return unmet.length === 0 ? isTrue : isFalse('ReadinessGatesNotReady', unmet.join(', '));
};

/** KL-3: all conditions, in the order in which the kubelet leaves them. Source: kubelet_pods.go, generateAPIPodStatus. */
export const conditionsOf = (pod: PodRecord, of: ConditionsOf): readonly JsonObject[] => {
  const containers = containersReady(of);
  const own: readonly (readonly [string, Stated])[] = [
    ['PodReadyToStartContainers', { status: of.network ? 'True' : 'False' }],
    ['Initialized', initialized(of)],
    ['Ready', ready(pod, containers)],
    ['ContainersReady', containers],
    ['PodScheduled', isTrue],
  ];
  const { generation } = pod.meta;
  const others = foreignConditions(pod).conditions as readonly JsonObject[]; // each has a type, so each is an object
  return [...others, ...own.map(([type, stated]) => ({ type, observedGeneration: generation, ...stated }))];
};
