import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, type Body, type JsonObject } from '../../engine/index.ts';
import { at, containsMark, hole, objectAt, textAt } from '../../cluster/index.ts';
import { computed } from '../admission/priority.ts';
import { givesToken, tokenSuffix, withOwnToken } from '../admission/token-volume.ts';
import { wholeSecond } from '../managed-fields/manager.ts';
import { invalid, type Rejection } from '../rejection.ts';
import type { Request } from '../request.ts';
import type { ApiServer, StoredPod } from '../server.ts';
import { storedForm } from '../stored.ts';
import { validateMetadata } from '../validation/metadata.ts';

/*
 * Controllers outside make pods that differ in nothing but their names, as those inside do. What one comes to with defaults, admission
 * and validation is kept for those that follow, and they share its body.
 */

/** All that a new pod's body comes of; undefined where too much does, as who manages what of one that is applied. */
const originOf = (server: ApiServer, request: Request, decoded: JsonObject): string | undefined => {
  if (request.verb !== 'create' || at(decoded, 'metadata', 'managedFields') !== undefined) return undefined;
  const { state, now } = server;
  const spec = objectAt(decoded, 'spec') ?? {};
  const priority = computed(state, textAt(spec, 'priorityClassName') ?? '');
  if (E.isLeft(priority)) return undefined;
  const { className, priority: value, policy } = priority.right;
  const account = textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount') ?? 'default';
  const token = givesToken(state, request.namespace, account);
  const { fieldManager } = request;
  const manager = fieldManager === undefined ? null : [fieldManager, wholeSecond(now)];
  return canonicalJson([storedForm(decoded), className, value, policy, token, manager]);
};

/** What is stored of a pod that nobody like it came before; the volume of its token is new. */
const stored = (
  server: ApiServer,
  { namespace }: Request,
  whole: JsonObject,
): StoredPod & { readonly shared: boolean } => {
  const { state } = server;
  // Marks that a user typed are text, so that such a pod has no holes beside.
  const shared = !containsMark(whole);
  const suffix = shared ? hole(0) : tokenSuffix(state.tables.Pod.nextUid);
  const pod = withOwnToken(state, namespace, suffix, whole);
  return { body: server.body(pod), holed: shared && containsMark(pod), shared };
};

/** A new pod's body, and what fills its holes. */
export interface NewPod {
  readonly body: Body;
  readonly args: readonly string[];
}

/** The body of a pod that a user makes. `whole` makes it of what was sent: with defaults, admitted, valid, with its managers. */
export const newPod = (
  server: ApiServer,
  request: Request,
  decoded: JsonObject,
  whole: () => E.Either<Rejection, JsonObject>,
): E.Either<Rejection, NewPod> => {
  const args = ({ holed }: StoredPod): readonly string[] =>
    holed ? [tokenSuffix(server.state.tables.Pod.nextUid)] : [];
  const origin = server.recentPods === undefined ? undefined : originOf(server, request, decoded);
  const known = origin === undefined ? undefined : server.recentPods?.get(origin);
  if (known !== undefined) {
    const causes = validateMetadata('Pod', decoded);
    if (causes.length > 0) return E.left(invalid('Pod', textAt(decoded, 'metadata', 'name') ?? '', causes));
    return E.right({ body: known.body, args: args(known) });
  }
  const made = whole();
  if (E.isLeft(made)) return made;
  const pod = stored(server, request, made.right);
  if (pod.shared && origin !== undefined) server.recentPods?.set(origin, pod);
  return E.right({ body: pod.body, args: args(pod) });
};
