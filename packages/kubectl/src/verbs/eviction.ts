import { formatDuration, type Instant } from '@orrery/core/engine';
import { textAt, uuidOf } from '@orrery/core/cluster';
import type { Response } from '@orrery/core/api';
import { next, print, request, warn, type Part } from '../call.ts';
import { dryRunSuffix } from '../dry-run.ts';
import type { Flags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import type { Selected } from '../select.ts';

const retryUs = 5_000_000;

/** How far one pod is. kubectl has a thread for each; here one loop serves them all. */
interface Leaving {
  readonly pod: Selected;
  readonly uid: string;
  /** When to ask next; undefined: it is waited for. */
  askAt: Instant | undefined;
}

const nameOf = ({ namespace, name }: Selected): string =>
  `pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;

function* ask({ namespace, name }: Selected, flags: Flags): Part<Response> {
  const grace = flags.text('grace-period');
  const period = grace === undefined || Number(grace) < 0 ? undefined : Number(grace);
  const options = period === undefined ? {} : { gracePeriodSeconds: period };
  const dry = flags.text('dry-run') === 'server' ? { dryRun: true } : {};
  if (flags.on('disable-eviction'))
    return yield* request({ verb: 'delete', kind: 'Pod', namespace, name, body: options, ...dry });
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions: options };
  return yield* request({ verb: 'create', kind: 'Pod', namespace, name, subresource: 'eviction', body, ...dry });
}

/** Asks for one pod: it is waited for now, is asked for again later, is gone, or cannot go (the text says why). */
function* attempt(
  one: Leaving,
  now: Instant,
  flags: Flags,
): Part<'waits' | 'again' | 'gone' | { readonly error: string }> {
  const { pod } = one;
  const direct = flags.on('disable-eviction');
  if (!direct) yield* print(`evicting pod ${pod.namespace}/${pod.name}${dryRunSuffix(flags)}`);
  if (flags.text('dry-run') === 'client') return 'gone';
  const { code, body } = yield* ask(pod, flags);
  if (code === 404) return 'gone';
  if (code < 400) return flags.text('dry-run') === 'server' ? 'gone' : 'waits';
  const message = textAt(body, 'message') ?? '';
  if (direct) return { error: message };
  if (code !== 429) return { error: `error when evicting ${nameOf(pod)}: ${message}` };
  yield* warn(`error when evicting ${nameOf(pod)} (will retry after 5s): ${message}`);
  one.askAt = now + retryUs;
  return 'again';
}

/** What is left when the time is over. */
const timedOut = ({ pod, askAt }: Leaving, timeoutUs: number): string => {
  const over = `global timeout reached: ${formatDuration(timeoutUs)}`;
  if (askAt !== undefined) return `error when evicting ${nameOf(pod)}: ${over}`;
  return `error when waiting for pod ${JSON.stringify(pod.name)} in namespace ${JSON.stringify(pod.namespace)} to terminate: ${over}`;
};

/** Asks for each pod whose turn has come; gives what went wrong. */
function* askAll(leaving: Set<Leaving>, now: Instant, flags: Flags): Part<readonly string[]> {
  const errors: string[] = [];
  for (const one of [...leaving]) {
    if (one.askAt === undefined || one.askAt > now) continue;
    const outcome = yield* attempt(one, now, flags);
    if (outcome === 'waits') one.askAt = undefined;
    else if (outcome !== 'again') leaving.delete(one);
    if (typeof outcome === 'object') errors.push(outcome.error);
  }
  return errors;
}

/**
 * Evicts pods side by side until all are gone or `timeoutUs` is over; gives what went wrong. Pods are followed already.
 * Source: k8s.io/kubectl pkg/drain, evictPods.
 */
export function* evictAll(
  pods: readonly Selected[],
  timeoutUs: number,
  invocation: Invocation,
): Part<readonly string[]> {
  const { context, flags } = invocation;
  const done = flags.on('disable-eviction') ? 'deleted' : 'evicted';
  let now = context.now();
  const deadline = now + timeoutUs;
  const leaving = new Set(
    pods.map((pod): Leaving => ({ pod, uid: textAt(pod.object, 'metadata', 'uid') ?? '', askAt: now })),
  );
  const errors: string[] = [];
  for (;;) {
    errors.push(...(yield* askAll(leaving, now, flags)));
    if (leaving.size === 0) return errors;
    if (now >= deadline) return [...errors, ...[...leaving].map((one) => timedOut(one, timeoutUs))];
    const wakeAt = [...leaving].reduce((first, { askAt = deadline }) => Math.min(first, askAt), deadline);
    const change = yield* next(wakeAt);
    now = change === undefined ? wakeAt : Math.max(now, change.at);
    if (change?.before === undefined || change.after !== undefined) continue;
    const uid = uuidOf(change.before.kind, change.before.uid);
    const gone = [...leaving].find((one) => one.uid === uid);
    // A pod that somebody else deletes is found missing when it is asked for again.
    if (gone === undefined || gone.askAt !== undefined) continue;
    leaving.delete(gone);
    yield* print(`pod/${gone.pod.name} ${done}`);
  }
}
