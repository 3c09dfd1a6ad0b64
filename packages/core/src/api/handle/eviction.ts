import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, second, type Instant, type JsonObject } from '../../engine/index.ts';
import {
  budgetStatusJson,
  isTerminal,
  listAt,
  numberAt,
  objectAt,
  selects,
  textAt,
  uuidOf,
  withDisruptionAllowed,
  type PodDisruptionBudgetRecord,
  type PodRecord,
} from '../../cluster/index.ts';
import { badRequest, conflict, notFound, uidConflict, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { respond, type Handled } from './handled.ts';
import { rehearsal } from './rehearsal.ts';

/*
 * pods/eviction. Source: k8s.io/kubernetes pkg/registry/core/pod/storage/eviction.go. Requests are answered one after the
 * other here, so that what upstream tries again after conflicts cannot conflict.
 */

const success: JsonObject = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

const severalBudgets: JsonObject = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  code: 500,
};

/** How many evictions may be under way that the controller has not seen yet. Source: MaxDisruptedPodSize. */
const disruptedAtMost = 2000;

const disruption = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};

/** What the eviction's deleteOptions ask for. */
interface Options {
  readonly graceSeconds: number | undefined;
  readonly uid: string;
  readonly version: string;
  readonly dryRun: boolean;
}

const readOptions = (request: Request): Options => {
  const options = objectAt(request.body, 'deleteOptions');
  return {
    graceSeconds: request.graceSeconds ?? numberAt(options, 'gracePeriodSeconds'),
    uid: request.preconditions?.uid ?? textAt(options, 'preconditions', 'uid') ?? '',
    version: request.preconditions?.resourceVersion ?? textAt(options, 'preconditions', 'resourceVersion') ?? '',
    dryRun: listAt(options, 'dryRun').includes('All'),
  };
};

/** Pods whose eviction disrupts nothing: ended, not running yet, or on their way out. */
const isUnguarded = (pod: PodRecord): boolean =>
  isTerminal(pod) || pod.status.shape.phase === 'Pending' || pod.meta.deletion !== undefined;

/** Budgets that select a pod; one without a selector selects none. */
const budgetsOf = ({ state }: ApiServer, { meta }: PodRecord): readonly PodDisruptionBudgetRecord[] =>
  state.tables.PodDisruptionBudget.toArray()
    .filter(
      (budget) =>
        budget.meta.namespace === meta.namespace &&
        budget.spec.selector !== undefined &&
        selects(budget.spec.selector, meta.labels),
    )
    .sort((a, b) => (a.meta.name < b.meta.name ? -1 : 1));

/** A pod that is not ready may go when its budget says so, or when enough others are ready. */
const mayGoUnhealthy = (pod: PodRecord, { spec, status }: PodDisruptionBudgetRecord): boolean =>
  !pod.status.shape.ready &&
  (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' ||
    (status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0));

const violated = (detail: string, retryAfterSeconds: number): Rejection => ({
  reason: 'TooManyRequests',
  kind: undefined,
  name: '',
  message: "Cannot evict pod as it would violate the pod's disruption budget.",
  causes: [{ field: '', reason: 'DisruptionBudget', message: detail }],
  retryAfterSeconds,
});

const tooManyUnderWay = (name: string): Rejection => ({
  reason: 'Forbidden',
  kind: 'PodDisruptionBudget',
  name,
  message:
    `poddisruptionbudget.policy "${name}" is forbidden: ` +
    'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
  causes: [],
});

const refusal = ({ meta, status }: PodDisruptionBudgetRecord): Rejection | undefined => {
  const { name, generation } = meta;
  const { observedGeneration, disruptedPods, disruptionsAllowed, desiredHealthy, currentHealthy } = status;
  if (observedGeneration < generation)
    return violated(`The disruption budget ${name} is still being processed by the server.`, 10);
  if (disruptedPods.size > disruptedAtMost) return tooManyUnderWay(name);
  if (disruptionsAllowed > 0) return undefined;
  const why = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return violated(why, 0);
};

/** DC-31: takes one from what the budget allows and notes the pod, in a write of its own before the pod is touched. */
const decrement = (
  server: ApiServer,
  pod: PodRecord,
  budget: PodDisruptionBudgetRecord,
  now: Instant,
): E.Either<Rejection, number> => {
  const refused = refusal(budget);
  if (refused !== undefined) return E.left(refused);
  const disruptionsAllowed = budget.status.disruptionsAllowed - 1;
  // The API's times have whole seconds.
  const disruptedPods = new Map(budget.status.disruptedPods).set(pod.meta.name, now - (now % second));
  const less = { ...budget.status, disruptionsAllowed, disruptedPods };
  const status = budgetStatusJson(disruptionsAllowed === 0 ? withDisruptionAllowed(less, now) : less);
  const { kind, uid, version } = budget;
  return server.execute({ type: 'UpdateStatus', kind, uid, version, status: server.body(status) });
};

const preconditionFailure = ({ kind, uid, version, meta }: PodRecord, wanted: Options): Rejection | undefined => {
  const found = uuidOf(kind, uid);
  if (wanted.uid !== '' && wanted.uid !== found) return uidConflict(kind, meta.name, wanted.uid, found);
  if (wanted.version === '' || wanted.version === String(version)) return undefined;
  return {
    ...conflict(kind, meta.name),
    message:
      `Operation cannot be fulfilled on Pod "${meta.name}": the ResourceVersion in the precondition (${wanted.version}) ` +
      `does not match the ResourceVersion in record (${version}). The object might have been modified`,
  };
};

/** The condition that tells why the pod goes, written before it is deleted; one that says so already stays as it is. */
const mark = (server: ApiServer, pod: PodRecord): E.Either<Rejection, number> => {
  const { body, containerTimes, ip, hostIp } = pod.status;
  const shape = isJsonObject(body.json) ? body.json : {};
  const before = listAt(shape, 'conditions');
  const known = before.findIndex((one) => textAt(one, 'type') === disruption.type);
  const told = { ...disruption, observedGeneration: pod.meta.generation };
  const conditions = known < 0 ? [...before, told] : before.map((one, i) => (i === known ? told : one));
  const status = server.body({ ...shape, conditions });
  if (status === body) return E.right(0);
  return server.execute({ type: 'ReportPodStatus', uid: pod.uid, status, times: containerTimes, ip, hostIp });
};

const markAndDelete = (server: ApiServer, pod: PodRecord, options: Options): Handled => {
  const failure = preconditionFailure(pod, options);
  if (failure !== undefined) return E.left(failure);
  const { namespace, name } = pod.meta;
  const { graceSeconds } = options;
  return pipe(
    mark(server, pod),
    E.chain(() =>
      server.execute({
        type: 'Delete',
        kind: 'Pod',
        namespace,
        name,
        ...(graceSeconds === undefined ? {} : { graceSeconds }),
      }),
    ),
    E.chain((position) => respond(201, success, position)),
  );
};

const evict = (server: ApiServer, pod: PodRecord, options: Options): Handled => {
  if (isUnguarded(pod)) return markAndDelete(server, pod, options);
  const [budget, ...others] = budgetsOf(server, pod);
  if (budget === undefined) return markAndDelete(server, pod, options);
  if (others.length > 0) return respond(500, severalBudgets);
  // The server then goes by the version that it has read, whatever version the client asked for.
  if (mayGoUnhealthy(pod, budget)) return markAndDelete(server, pod, { ...options, version: '' });
  return pipe(
    decrement(server, pod, budget, server.now),
    E.chain(() => markAndDelete(server, pod, options)),
  );
};

/** A delete that says why, if the pod's disruption budget lets it go. */
export const handleEviction = (server: ApiServer, request: Request): Handled => {
  const { namespace, name, body } = request;
  if ((textAt(body, 'metadata', 'name') ?? '') !== name)
    return E.left(badRequest('name in URL does not match name in Eviction object'));
  const options = readOptions(request);
  const pod = server.state.tables.Pod.find(namespace, name);
  if (pod === undefined) return E.left(notFound('Pod', name));
  return evict(options.dryRun && request.dryRun !== true ? rehearsal(server) : server, pod, options);
};
