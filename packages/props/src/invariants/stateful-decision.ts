import {
  metaOf,
  uuidOf,
  type ControllerRevisionRecord,
  type PodRecord,
  type StatefulSetRecord,
} from '@orrery/core/cluster';
import { podRevisionLabel, type Decision } from '@orrery/core/control';
import { isTerminal } from '@orrery/core/cluster';
import { ordinalOf, podAt } from './stateful-pods.ts';

/** A pod that the controller wants made. */
export interface WantedPod {
  readonly ordinal: number;
  readonly name: string;
  readonly revision: string;
}

/** What the StatefulSet controller wants done to the pods of a set, sorted by why. */
export interface StatefulDecision {
  readonly set: StatefulSetRecord;
  readonly created: readonly WantedPod[];
  /** Outside the range of ordinals: scaled away. */
  readonly condemned: readonly PodRecord[];
  /** In range, alive, and of another revision than the newest: replaced by the rollout. */
  readonly outdated: readonly PodRecord[];
  /** Name of the newest revision: the one that the same decision writes, or else the highest that the controller sees. */
  readonly newest: string | undefined;
}

const end = ({ spec }: StatefulSetRecord): number => spec.start + spec.replicas;

export const isInRange = (set: StatefulSetRecord, ordinal: number): boolean =>
  ordinal >= set.spec.start && ordinal < end(set);

/** Ordinals of a set's range, lowest first. */
export const rangeOf = (set: StatefulSetRecord): readonly number[] =>
  Array.from({ length: set.spec.replicas }, (_, index) => set.spec.start + index);

export const revisionOf = (pod: PodRecord): string => pod.meta.labels[podRevisionLabel] ?? '';

/** Revisions that a set controls, in a view. */
export const revisionsOf = (
  { view }: Pick<Decision, 'view'>,
  set: StatefulSetRecord,
): readonly ControllerRevisionRecord[] => {
  const owner = uuidOf('StatefulSet', set.uid);
  return view.tables.ControllerRevision.toArray().filter(({ meta }) => meta.owners.some(({ uid }) => uid === owner));
};

const newestRevision = (decision: Decision, set: StatefulSetRecord): string | undefined => {
  for (const { command } of decision.steps) {
    if (!('kind' in command) || command.kind !== 'ControllerRevision') continue;
    if (command.type === 'Create') return command.name;
    if (command.type === 'Update') return decision.view.tables.ControllerRevision.get(command.uid)?.meta.name;
  }
  return revisionsOf(decision, set).reduce<ControllerRevisionRecord | undefined>(
    (best, one) => (best === undefined || one.revision > best.revision ? one : best),
    undefined,
  )?.meta.name;
};

const wanted = ({ steps }: Decision): readonly WantedPod[] => {
  const pods: WantedPod[] = [];
  for (const { command } of steps) {
    if (command.type !== 'Create' || command.kind !== 'Pod') continue;
    const { name, body, args = [] } = command;
    const revision = metaOf(body, args).labels[podRevisionLabel] ?? '';
    pods.push({ ordinal: Number(name.slice(name.lastIndexOf('-') + 1)), name, revision });
  }
  return pods;
};

const unwanted = ({ steps, view }: Decision, set: StatefulSetRecord): readonly PodRecord[] => {
  const pods: PodRecord[] = [];
  for (const { command } of steps) {
    if (command.type !== 'Delete' || command.kind !== 'Pod') continue;
    const pod = view.tables.Pod.find(command.namespace, command.name);
    if (pod !== undefined && podAt(view, set, ordinalOf(pod)) === pod) pods.push(pod);
  }
  return pods;
};

/** Reads a decision of the StatefulSet controller; undefined when it is not about the pods of a set that it sees. */
export const statefulDecision = (decision: Decision): StatefulDecision | undefined => {
  if (decision.actorName !== 'statefulset-controller') return undefined;
  const set = decision.view.tables.StatefulSet.get(decision.key);
  if (set === undefined || set.meta.deletion !== undefined) return undefined;
  const created = wanted(decision);
  const deleted = unwanted(decision, set);
  if (created.length === 0 && deleted.length === 0) return undefined;
  const newest = newestRevision(decision, set);
  const isOutdated = (pod: PodRecord): boolean => !isTerminal(pod) && revisionOf(pod) !== newest;
  return {
    set,
    created,
    newest,
    condemned: deleted.filter((pod) => !isInRange(set, ordinalOf(pod))),
    outdated: deleted.filter((pod) => isInRange(set, ordinalOf(pod)) && isOutdated(pod)),
  };
};
