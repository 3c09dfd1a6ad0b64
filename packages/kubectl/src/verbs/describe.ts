import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { listAt, textAt, type KindName } from '@orrery/core/cluster';
import { fail, print, type Command, type Part } from '../call.ts';
import { listObjects } from '../client.ts';
import { describeBudget } from '../describe/disruption.ts';
import { describeConfigMap, describeSecret } from '../describe/configuration.ts';
import { events } from '../describe/events.ts';
import { Page } from '../describe/layout.ts';
import { describeNamespace } from '../describe/namespace.ts';
import { describeNode } from '../describe/node.ts';
import { describePlain } from '../describe/plain.ts';
import { describePod } from '../describe/pod.ts';
import { describePriorityClass } from '../describe/priority-class.ts';
import { describeBinding, describeRole, describeServiceAccount } from '../describe/rbac.ts';
import { describeEndpoints, describeEndpointSlice, describeService } from '../describe/service.ts';
import { describeClaim, describeStorageClass, describeVolume } from '../describe/storage.ts';
import {
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeStatefulSet,
} from '../describe/workload.ts';
import { onOff, valued, Flags } from '../flags.ts';
import { numberOf, ownedBy } from '../revisions.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { select, selecting, type Selected } from '../select.ts';

function* listed(kind: 'Pod' | 'Event', namespace: string, fieldSelector?: string): Part<readonly JsonObject[]> {
  const found = yield* listObjects(kind, namespace, { fieldSelector });
  return E.isRight(found) ? found.right : [];
}

/** The pods that an object owns. */
function* podsOf({ namespace, object }: Selected): Part<readonly JsonObject[]> {
  const uid = textAt(object, 'metadata', 'uid');
  const pods = yield* listed('Pod', namespace);
  return pods.filter((pod) => listAt(pod, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid));
}

/** The EndpointSlices of a Service. */
function* slicesOf({ namespace, name }: Selected): Part<readonly JsonObject[]> {
  const found = yield* listObjects('EndpointSlice', namespace, { labelSelector: `kubernetes.io/service-name=${name}` });
  return E.isRight(found) ? found.right : [];
}

/** Names of the pods that mount a claim. */
function* usersOf({ namespace, name }: Selected): Part<readonly string[]> {
  const pods = yield* listed('Pod', namespace);
  return pods
    .filter((pod) =>
      listAt(pod, 'spec', 'volumes').some((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') === name),
    )
    .map((pod) => textAt(pod, 'metadata', 'name') ?? '')
    .sort();
}

const isOver = (pod: JsonObject): boolean => ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase') ?? '');

/** Kinds whose pages end without Events. */
const eventless: ReadonlySet<KindName> = new Set([
  'Namespace',
  'Secret',
  'ClusterRole',
  'Role',
  'ClusterRoleBinding',
  'RoleBinding',
]);

/** Kinds that are described from the object alone. */
const simplePages: Readonly<Partial<Record<KindName, (page: Page, object: JsonObject) => void>>> = {
  StorageClass: describeStorageClass,
  Namespace: describeNamespace,
  PodDisruptionBudget: describeBudget,
  PriorityClass: describePriorityClass,
  Endpoints: describeEndpoints,
  EndpointSlice: describeEndpointSlice,
  ServiceAccount: describeServiceAccount,
  ConfigMap: describeConfigMap,
  Secret: describeSecret,
  ClusterRole: describeRole,
  Role: describeRole,
  ClusterRoleBinding: describeBinding,
  RoleBinding: describeBinding,
};

function* body(page: Page, one: Selected, now: number): Part<void> {
  const { kind, object, name } = one;
  switch (kind) {
    case 'Pod':
      return describePod(page, object, now);
    case 'StatefulSet':
      return describeStatefulSet(page, object, yield* podsOf(one));
    case 'DaemonSet':
      return describeDaemonSet(page, object, yield* podsOf(one));
    case 'ReplicaSet':
      return describeReplicaSet(page, object, yield* podsOf(one));
    case 'Deployment': {
      const sets = [...(yield* ownedBy(one, 'ReplicaSet'))].sort((a, b) => numberOf(a) - numberOf(b));
      const revision = numberOf(object);
      const isNewest = (set: JsonObject): boolean => numberOf(set) === revision;
      return describeDeployment(
        page,
        object,
        sets.filter((set) => !isNewest(set)),
        sets.find(isNewest),
      );
    }
    case 'PersistentVolumeClaim':
      return describeClaim(page, object, yield* usersOf(one), now);
    case 'PersistentVolume':
      return describeVolume(page, object, now);
    case 'Service':
      return describeService(page, object, yield* slicesOf(one));
    case 'Node': {
      const pods = yield* listed('Pod', '', `spec.nodeName=${name}`);
      return describeNode(
        page,
        object,
        pods.filter((pod) => !isOver(pod)),
        now,
      );
    }
    default:
      return (simplePages[kind] ?? describePlain)(page, object);
  }
}

function* run(invocation: Invocation): Command {
  const { flags, words, context } = invocation;
  // Unlike other verbs describe takes all objects of a type when no name is given.
  const everything = new Flags([['all', 'true'], ...namedFlags(flags)]);
  const { found, errors } = yield* select({ ...invocation, words, flags: everything });
  const now = context.epoch + Math.floor(context.now() / 1_000_000);
  const withEvents = flags.has('show-events') ? flags.on('show-events') : found.length === 1;
  for (const [i, one] of found.entries()) {
    const page = new Page();
    yield* body(page, one, now);
    if (withEvents && !eventless.has(one.kind)) {
      const uid = textAt(one.object, 'metadata', 'uid') ?? '';
      events(page, yield* listed('Event', one.namespace, `involvedObject.uid=${uid}`), now);
    }
    yield* print(i === 0 ? page.text() : `\n\n${page.text()}`);
  }
  let exitCode = 0;
  for (const error of errors) exitCode = yield* fail(error);
  if (found.length === 0 && errors.length === 0)
    yield* print(`No resources found in ${invocation.namespace} namespace.`);
  return exitCode;
}

const namedFlags = (flags: Flags): readonly (readonly [string, string])[] =>
  ['filename', 'selector', 'all-namespaces'].flatMap((name) => flags.all(name).map((value) => [name, value] as const));

export const describe: Verb = {
  name: 'describe',
  flags: [...selecting, onOff('show-events'), valued('chunk-size')],
  run,
};
