import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { flagAt, listAt, textAt } from '@orrery/core/cluster';
import { fail, print, warn, request, sleep, type Command, type Part } from '../call.ts';
import { listObjects, Refusal } from '../client.ts';
import { dryRunFlag } from '../dry-run.ts';
import { onOff, valued } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { follow, untilGone } from '../object-watch.ts';
import { select, selected, type Selected } from '../select.ts';
import { after, timeoutOf, weekUs } from '../timeout.ts';
import { setCordon } from './cordon.ts';

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

const retryUs = 5_000_000;

function* evict(
  { namespace, name }: Selected,
  deadline: number,
  { context, flags }: Invocation,
): Part<string | undefined> {
  const grace = flags.text('grace-period');
  const deleteOptions =
    grace === undefined || Number(grace) < 0 ? {} : { deleteOptions: { gracePeriodSeconds: Number(grace) } };
  for (;;) {
    yield* print(`evicting pod ${namespace}/${name}`);
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, ...deleteOptions };
    const answer = yield* request({ verb: 'create', kind: 'Pod', namespace, name, subresource: 'eviction', body });
    if (answer.code < 400 || answer.code === 404) return undefined;
    const refusal = new Refusal(answer.body);
    if (answer.code !== 429)
      return `error: error when evicting pods/"${name}" -n "${namespace}": ${textAt(answer.body, 'message') ?? ''}`;
    yield* warn(
      `error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${textAt(refusal.status, 'message') ?? ''}`,
    );
    if (context.now() + retryUs > deadline) return 'error: drain did not complete within the timeout';
    yield* sleep(context.now() + retryUs);
  }
}

function* drainNode(node: Selected, timeoutUs: number, invocation: Invocation): Part<string | undefined> {
  const cordoned = yield* setCordon(node, true, invocation.flags);
  if (cordoned !== undefined) return cordoned;
  const pods = yield* listObjects('Pod', '', {
    fieldSelector: `spec.nodeName=${node.name}`,
    labelSelector: invocation.flags.text('pod-selector'),
  });
  if (E.isLeft(pods)) return pods.left;
  const sorted = sortPods(pods.right);
  const obstacle = obstacles(sorted, invocation);
  if (obstacle !== '') {
    yield* warn(`error: unable to drain node "${node.name}" due to error: ${obstacle}, continuing command...`);
    yield* warn(`There are pending nodes to be drained:\n ${node.name}`);
    return `error: ${obstacle}`;
  }
  const warning = warnings(sorted);
  if (warning !== '') yield* warn(`Warning: ${warning}`);
  const deadline = after(invocation.context, timeoutUs);
  yield* follow({ kind: 'Pod' });
  for (const pod of sorted.evicted) {
    const problem = yield* evict(pod, deadline, invocation);
    if (problem !== undefined) return problem;
  }
  for (const pod of sorted.evicted) {
    yield* follow({ kind: 'Pod' });
    const now = yield* listObjects('Pod', pod.namespace, { fieldSelector: `metadata.name=${pod.name}` });
    const uid = textAt(pod.object, 'metadata', 'uid');
    const stays = E.isRight(now) && now.right.some((one) => textAt(one, 'metadata', 'uid') === uid);
    const gone = !stays || (yield* untilGone(pod, deadline, invocation));
    if (!gone) return 'error: drain did not complete within the timeout';
    yield* print(`pod/${pod.name} evicted`);
  }
  yield* print(`node/${node.name} drained`);
  return undefined;
}

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
    const problem = yield* drainNode(node, timeout.right === 0 ? weekUs : timeout.right, invocation);
    if (problem !== undefined) exitCode = yield* fail(problem);
  }
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
