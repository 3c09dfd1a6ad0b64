import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '../../engine/index.ts';
import { hole, listAt, objectAt, textAt, textsAt, type KindName } from '../../cluster/index.ts';
import { mapObject } from '../defaulting/container.ts';
import { admitPodSpec } from '../defaulting/pod.ts';
import { claimProtection, volumeProtection, withFinalizer } from '../defaulting/volume.ts';
import { withTemplateGeneration } from '../defaulting/workload.ts';
import type { Rejection } from '../rejection.ts';
import type { ApiServer } from '../server.ts';
import { admitClaimResize } from './claim-resize.ts';
import { withAddresses, withKeptAddresses } from './service-address.ts';
import { admitPriorityClass, withKeptPriority, withPriority } from './priority.ts';
import { withMaxUnavailable } from './stateful-set.ts';
import { withDefaultClass } from './storage-class.ts';

type Admitted = E.Either<Rejection, JsonObject>;

const namespaceLabel = 'kubernetes.io/metadata.name';

/** The name, or, while it is to be generated, the hole that it will fill. */
const nameOrHole = (metadata: JsonObject): string => {
  const name = textAt(metadata, 'name') ?? '';
  return name === '' ? hole(0) : name;
};

const withNamespaceLabel = (object: JsonObject): JsonObject =>
  mapObject(object, 'metadata', (metadata) => ({
    ...metadata,
    labels: { ...textsAt(metadata, 'labels'), [namespaceLabel]: nameOrHole(metadata) },
  }));

const withNamespaceFinalizer = (object: JsonObject): JsonObject =>
  mapObject(object, 'spec', (spec) => ({ ...spec, finalizers: ['kubernetes'] }));

const notReadyTaint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const;

/** NL-37: nothing is placed on a new node before its conditions have been looked at. Source: the admission plugin TaintNodesByCondition. */
const withNotReadyTaint = (object: JsonObject): JsonObject => {
  const spec = objectAt(object, 'spec') ?? {};
  const taints = listAt(spec, 'taints');
  const there = taints.some(
    (one) => textAt(one, 'key') === notReadyTaint.key && textAt(one, 'effect') === notReadyTaint.effect,
  );
  return there ? object : { ...object, spec: { ...spec, taints: [...taints, notReadyTaint] } };
};

/** What admission makes of a new, defaulted object: what depends on the rest of the cluster, or on the server's policy. */
export const admit = (server: ApiServer, kind: KindName, object: JsonObject): Admitted => {
  switch (kind) {
    case 'Namespace':
      return E.right(withNamespaceFinalizer(withNamespaceLabel(object)));
    case 'Node':
      return E.right(withNotReadyTaint(object));
    case 'Pod':
      return E.map((pod: JsonObject) => mapObject(pod, 'spec', admitPodSpec))(withPriority(server.state, object));
    case 'Service':
      return withAddresses(server, object);
    case 'DaemonSet':
      return E.right(withTemplateGeneration(object, undefined));
    case 'PersistentVolume':
      return E.right(withFinalizer(object, volumeProtection));
    case 'PersistentVolumeClaim':
      return E.right(withDefaultClass(server.state, withFinalizer(object, claimProtection)));
    case 'StatefulSet':
      return E.right(withMaxUnavailable(server, object, undefined));
    case 'PriorityClass':
      return admitPriorityClass(server.state, object);
    case 'ReplicaSet':
    case 'Deployment':
    case 'ControllerRevision':
    case 'StorageClass':
    case 'VolumeAttachment':
    case 'ServiceAccount':
    case 'ConfigMap':
    case 'Secret':
    case 'ClusterRole':
    case 'ClusterRoleBinding':
    case 'Role':
    case 'RoleBinding':
    case 'Event':
    case 'EndpointSlice':
    case 'Endpoints':
    case 'PodDisruptionBudget':
    case 'CSINode':
      return E.right(object);
    default:
      return kind satisfies never;
  }
};

/** What admission makes of a changed object. */
export const admitUpdate = (server: ApiServer, kind: KindName, object: JsonObject, before: JsonObject): Admitted => {
  switch (kind) {
    case 'Namespace':
      // The namespace's own finalizers are written through its `finalize` sub-resource only.
      return E.right({ ...withNamespaceLabel(object), spec: objectAt(before, 'spec') ?? {} });
    case 'Pod':
      return E.right(withKeptPriority(object, before));
    case 'PriorityClass':
      return admitPriorityClass(server.state, object);
    case 'Service':
      return withAddresses(server, withKeptAddresses(object, before));
    case 'StatefulSet':
      return E.right(withMaxUnavailable(server, object, before));
    case 'DaemonSet':
      return E.right(withTemplateGeneration(object, before));
    default:
      return E.right(object);
  }
};

/** What admission says of a changed object that is valid. Source: validating admission comes after validation. */
export const admitValidUpdate = (
  server: ApiServer,
  kind: KindName,
  object: JsonObject,
  before: JsonObject,
): Admitted => (kind === 'PersistentVolumeClaim' ? admitClaimResize(server.state, object, before) : E.right(object));
