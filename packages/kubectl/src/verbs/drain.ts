import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { flagAt, listAt, textAt } from '@orrery/core/cluster';
import { fail, print, warn, type Command, type Part } from '../call.ts';
import { getObject, listObjects } from '../client.ts';
import { dryRunFlag, dryRunSuffix } from '../dry-run.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { follow } from '../object-watch.ts';
import { select, selected, type Selected } from '../select.ts';
import { timeoutOf, weekUs } from '../timeout.ts';
import { setCordon } from './cordon.ts';
import { evictAll } from './eviction.ts';

/** Why a pod is left alone, or is not evicted without leave. */
interface Sorted {
  readonly evicted: readonly Selected[];
  readonly daemons: readonly string[];
  readonly local: readonly string[];
  readonly bare: readonly string[];
}

const ownerKind = (pod: JsonObject): string | undefined =>
  textAt(
    listAt(pod, 'metadata', 'ownerReferences').find((owner) => flagAt(owner, 'controller')),
    'kind',
  );

const hasLocalData = (pod: JsonObject): boolean =>
  listAt(pod, 'spec', 'volumes').some((volume) => isJsonObject(volume) && volume['emptyDir'] !== undefined);

const isOver = (pod: JsonObject): boolean => ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase') ?? '');

const sortPods = (pods: readonly JsonObject[]): Sorted => {
  const key = (pod: JsonObject): string =>
    `${textAt(pod, 'metadata', 'namespace') ?? ''}/${textAt(pod, 'metadata', 'name') ?? ''}`;
  const movable = pods.filter((pod) => ownerKind(pod) !== 'DaemonSet');
  return {
    evicted: movable.map((pod) => selected('Pod', pod)),
    daemons: pods.filter((pod) => ownerKind(pod) === 'DaemonSet').map(key),
    local: movable.filter((pod) => hasLocalData(pod) && !isOver(pod)).map(key),
    bare: movable.filter((pod) => ownerKind(pod) === undefined && !isOver(pod)).map(key),
  };
};

/** What stands in the way, given the options. */
const obstacles = ({ daemons, local, bare }: Sorted, { flags }: Invocation): string => {
  const found = [
    ...(daemons.length > 0 && !flags.on('ignore-daemonsets')
      ? [`cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${daemons.join(', ')}`]
      : []),
    ...(local.length > 0 && !flags.on('delete-emptydir-data')
      ? [`cannot delete Pods with local storage (use --delete-emptydir-data to override): ${local.join(', ')}`]
      : []),
    ...(bare.length > 0 && !flags.on('force')
      ? [`cannot delete cannot delete Pods that declare no controller (use --force to override): ${bare.join(', ')}`]
      : []),
  ];
  return found.join(', ').replaceAll('cannot delete cannot delete', 'cannot delete');
};

const warnings = ({ daemons, local, bare }: Sorted): string =>
  [
    ...(daemons.length > 0 ? [`ignoring DaemonSet-managed Pods: ${daemons.join(', ')}`] : []),
    ...(local.length > 0 ? [`deleting Pods with local storage: ${local.join(', ')}`] : []),
    ...(bare.length > 0 ? [`deleting Pods that declare no controller: ${bare.join(', ')}`] : []),
  ].join('; ');

/** Why a node could not be drained: each of the things that went wrong. */
type Problems = readonly string[];

const joined = (problems: Problems): string =>
  problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;

/** Names the pods of a node that are still there. */
function* pending(name: string, pods: readonly Selected[], problems: Problems): Part<void> {
  const left: Selected[] = [];
  for (const pod of pods) {
    const now = yield* getObject('Pod', pod.namespace, pod.name);
    const uid = textAt(pod.object, 'metadata', 'uid');
    if (E.isRight(now) && textAt(now.right, 'metadata', 'uid') === uid) left.push(pod);
  }
  yield* warn(`There are pending pods in node ${JSON.stringify(name)} when an error occurred: ${joined(problems)}`);
  for (const pod of left) yield* warn(`pod/${pod.name}`);
}

function* drainNode(node: Selected, timeoutUs: number, invocation: Invocation): Part<Problems> {
  const pods = yield* listObjects('Pod', '', {
    fieldSelector: `spec.nodeName=${node.name}`,
    labelSelector: invocation.flags.text('pod-selector'),
  });
  if (E.isLeft(pods)) return [pods.left];
  const sorted = sortPods(pods.right);
  const obstacle = obstacles(sorted, invocation);
  if (obstacle !== '') return [obstacle];
  const warning = warnings(sorted);
  if (warning !== '') yield* warn(`Warning: ${warning}`);
  yield* follow({ kind: 'Pod' });
  const problems = yield* evictAll(sorted.evicted, timeoutUs, invocation);
  if (problems.length > 0) yield* pending(node.name, sorted.evicted, problems);
  return problems;
}

/** KC-229: all nodes are cordoned first; one that cannot be drained holds up none of the others. */
function* run(invocation: Invocation): Command {
  const { words, flags } = invocation;
  const timeout = timeoutOf(flags, weekUs);
  if (E.isLeft(timeout)) return yield* fail(timeout.left);
  if (words.length === 0 && !flags.has('selector')) return yield* fail('error: USAGE: drain NODE [flags]');
  const nodes = words.length === 0 ? ['nodes'] : words.map((word) => (word.includes('/') ? word : `node/${word}`));
  const { found, errors } = yield* select(invocation, nodes);
  let exitCode = 0;
  for (const error of errors) exitCode = yield* fail(error);
  for (const node of found) {
    const refused = yield* setCordon(node, true, flags);
    if (refused !== undefined) return yield* fail(refused);
  }
  const undrained: string[] = [];
  const all: string[] = [];
  for (const node of found) {
    const problems = yield* drainNode(node, timeout.right === 0 ? weekUs : timeout.right, invocation);
    if (problems.length === 0) {
      yield* print(`node/${node.name} drained${dryRunSuffix(flags)}`);
      continue;
    }
    yield* warn(`error: unable to drain node "${node.name}" due to error: ${joined(problems)}, continuing command...`);
    undrained.push(node.name);
    all.push(...problems);
  }
  if (undrained.length > 0)
    yield* warn(`There are pending nodes to be drained:\n${undrained.map((name) => ` ${name}`).join('\n')}`);
  for (const problem of all) exitCode = yield* fail(`error: ${problem}`);
  return exitCode;
}

export const drain: Verb = {
  name: 'drain',
  flags: [
    onOff('ignore-daemonsets'),
    onOff('delete-emptydir-data'),
    onOff('force'),
    onOff('disable-eviction'),
    valued('grace-period'),
    valued('selector', 'l'),
    valued('pod-selector'),
    valued('timeout'),
    dryRunFlag,
  ],
  run,
};
