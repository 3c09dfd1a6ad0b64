import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, type JsonObject } from '../../engine/index.ts';
import { listAt, numberAt, objectAt, textAt, type PodRecord } from '../../cluster/index.ts';
import { invalid, notFound, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer } from '../server.ts';
import { required } from '../validation/field.ts';
import { respond, type Handled } from './handled.ts';

const success: JsonObject = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

const findPod = (server: ApiServer, { namespace, name }: Request): E.Either<Rejection, PodRecord> => {
  const pod = server.state.tables.Pod.find(namespace, name);
  return pod === undefined ? E.left(notFound('Pod', name)) : E.right(pod);
};

/** pods/binding: what a scheduler posts. */
export const handleBinding = (server: ApiServer, request: Request): Handled => {
  const node = textAt(request.body, 'target', 'name') ?? '';
  if (node === '') return E.left(invalid('Pod', request.name, [required('target.name')]));
  return pipe(
    findPod(server, request),
    E.chain(({ uid }) => server.execute({ type: 'BindPod', uid, node })),
    E.chain((position) => respond(201, success, position)),
  );
};

const disruption = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};

/** The condition that tells why the pod goes, written before it is deleted. */
const mark = (server: ApiServer, pod: PodRecord): E.Either<Rejection, number> => {
  const { body, containerTimes, ip, hostIp } = pod.status;
  const shape = isJsonObject(body.json) ? body.json : {};
  const others = listAt(shape, 'conditions').filter((one) => textAt(one, 'type') !== disruption.type);
  return server.execute({
    type: 'ReportPodStatus',
    uid: pod.uid,
    status: server.body({ ...shape, conditions: [...others, disruption] }),
    times: containerTimes,
    ip,
    hostIp,
  });
};

/** pods/eviction: a delete that says why. */
export const handleEviction = (server: ApiServer, request: Request): Handled => {
  const graceSeconds = request.graceSeconds ?? numberAt(objectAt(request.body, 'deleteOptions'), 'gracePeriodSeconds');
  const found = findPod(server, request);
  if (E.isLeft(found)) return found;
  const { phase } = found.right.status.shape;
  const running = phase !== 'Succeeded' && phase !== 'Failed' && found.right.meta.deletion === undefined;
  const marked = running ? mark(server, found.right) : E.right(0);
  if (E.isLeft(marked)) return marked;
  return pipe(
    server.execute({
      type: 'Delete',
      kind: 'Pod',
      namespace: request.namespace,
      name: request.name,
      ...(graceSeconds === undefined ? {} : { graceSeconds }),
    }),
    E.chain((position) => respond(201, success, position)),
  );
};
