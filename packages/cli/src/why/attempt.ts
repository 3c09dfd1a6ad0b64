import {
  formatDuration,
  isJsonObject,
  millisecond,
  type Instant,
  type Json,
  type JsonObject,
} from '@orrery/core/engine';
import { listAt, numberAt, objectAt, textAt, textListAt, type ClusterEvent, type Uid } from '@orrery/core/cluster';
import type { Scene } from './scene.ts';

/** An attempt to find a pod a node, as the log keeps it. */
export interface Attempt {
  readonly position: number;
  readonly at: Instant;
  readonly decision: JsonObject;
}

type Looking = Pick<Scene, 'log' | 'state' | 'position'>;

/** The decision about a pod that an event carries. */
const decisionOf = (event: ClusterEvent, pod: Uid, { state }: Looking): JsonObject | undefined => {
  const kept = (json: Json): JsonObject | undefined => (isJsonObject(json) ? json : undefined);
  switch (event.type) {
    case 'PodBound': {
      const found = event.uid === pod ? kept(event.decision.json) : undefined;
      return found === undefined ? undefined : { ...found, node: event.node };
    }
    case 'EventRecorded':
      return event.kind === 'Pod' && event.regarding === pod ? kept(event.decision.json) : undefined;
    case 'EventRepeated': {
      const regarding = state.tables.Event.get(event.uid)?.regarding;
      return regarding?.kind === 'Pod' && regarding.uid === pod ? kept(event.decision.json) : undefined;
    }
    default:
      return undefined;
  }
};

/** The latest attempts for a pod, the last one first. */
export const attemptsOf = (scene: Looking, pod: Uid, most: number): readonly Attempt[] => {
  const { log, position: end } = scene;
  const found: Attempt[] = [];
  for (let position = end; position >= 1 && found.length < most; position--) {
    const decision = decisionOf(log.event(position), pod, scene);
    if (decision !== undefined) found.push({ position, at: log.instantOf(position), decision });
  }
  return found;
};

const whenText = ({ position, at }: Attempt): string =>
  `#${position}, ${formatDuration(Math.round(at / millisecond) * millisecond)}`;

/** Nodes that a group names, and how many more there are. */
const nodesText = (group: Json): string => {
  const nodes = textListAt(group, 'nodes');
  const more = (numberAt(group, 'count') ?? 0) - nodes.length;
  return `${nodes.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

const refusedLines = (decision: JsonObject): readonly string[] => [
  ...listAt(decision, 'refused').map(
    (group) =>
      `${numberAt(group, 'count') ?? 0} × ${textAt(group, 'plugin') ?? ''}: ` +
      `${textListAt(group, 'reasons').join(', ')} (${nodesText(group)})`,
  ),
  ...(numberAt(decision, 'cutAway') === undefined
    ? []
    : [`${numberAt(decision, 'cutAway') ?? 0} × not looked at: the pod is pinned to other nodes`]),
];

const scoreLine = (one: Json): string => {
  const parts = Object.entries(objectAt(one, 'of') ?? {}).map(([plugin, points]) => `${plugin} ${String(points)}`);
  const total = `${textAt(one, 'node') ?? ''} scored ${numberAt(one, 'total') ?? 0}`;
  return parts.length === 0 ? total : `${total}: ${parts.join(', ')}`;
};

const outcome = (decision: JsonObject): string => {
  const node = textAt(decision, 'node');
  const nodes = numberAt(decision, 'nodes') ?? 0;
  if (node !== undefined)
    return `placed on ${node}, one of ${numberAt(decision, 'feasible') ?? 0} feasible nodes of ${nodes}`;
  const victims = textListAt(decision, 'preempts', 'victims');
  if (victims.length > 0)
    return `no node of ${nodes} took it; ${victims.join(', ')} had to go from ${textAt(decision, 'preempts', 'node') ?? ''}`;
  return `no node of ${nodes} took it`;
};

/** KC-232: what an attempt saw, line by line: what came of it, the best nodes with their scores, and who refused. */
export const attemptLines = (attempt: Attempt): readonly string[] => {
  const { decision } = attempt;
  const before = textAt(decision, 'before');
  return [
    `tried at ${whenText(attempt)}: ${outcome(decision)}`,
    ...(before === undefined ? [] : [before]),
    ...listAt(decision, 'best').map(scoreLine),
    ...refusedLines(decision),
  ];
};

/** What the last attempt for a pod saw; nothing when the log keeps none. */
export const lastAttemptLines = (scene: Looking, pod: Uid): readonly string[] =>
  attemptsOf(scene, pod, 1).flatMap(attemptLines);
