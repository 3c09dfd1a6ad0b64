import * as E from 'fp-ts/lib/Either.js';
import {
  apiVersionOf,
  controllerOf,
  kindNames,
  qualifiedResource,
  uuidOf,
  type AnyRecord,
  type KindName,
  type OwnerReference,
  type PodDisruptionBudgetRecord,
  type View,
} from '@orrery/core/cluster';
import { scaledValue } from '@orrery/core/control';
import type { Members } from './members.ts';

/** How many pods there should be, and how many of them healthy. */
export interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Some pods have no controller, so that nothing says how many there should be. */
  readonly unmanaged: boolean;
}

/** Where controllers are looked up: the caches, and what live reads found beside them. */
export interface Lookup {
  readonly view: View;
  readonly found: readonly AnyRecord[];
}

/** Kinds with a scale sub-resource. */
const scaled: readonly KindName[] = ['StatefulSet', 'ReplicaSet', 'Deployment'];

const kindOf = ({ kind, apiVersion }: OwnerReference): KindName | undefined => {
  const known = kindNames.find((one) => one === kind);
  return known !== undefined && apiVersionOf(known) === apiVersion ? known : undefined;
};

const ownerOf = (reference: OwnerReference, { view, found }: Lookup): AnyRecord | undefined => {
  const { identity } = reference;
  const cached = identity === undefined ? undefined : view.tables[identity.kind].get(identity.uid);
  return cached ?? found.find(({ kind, uid }) => uuidOf(kind, uid) === reference.uid);
};

interface Scale {
  readonly uid: string;
  readonly replicas: number;
}

/** Who scales the pods of a controller: the Deployment of a ReplicaSet, else the controller itself. */
const scaleOf = (owner: AnyRecord, lookup: Lookup): Scale | undefined => {
  if (owner.kind === 'ReplicaSet') {
    const above = controllerOf(owner.meta);
    const deployment = above?.kind === 'Deployment' ? ownerOf(above, lookup) : undefined;
    if (deployment?.kind === 'Deployment')
      return { uid: uuidOf(deployment.kind, deployment.uid), replicas: deployment.spec.replicas };
  }
  if (owner.kind !== 'ReplicaSet' && owner.kind !== 'StatefulSet' && owner.kind !== 'Deployment') return undefined;
  return { uid: uuidOf(owner.kind, owner.uid), replicas: owner.spec.replicas };
};

/** The controller reference of the oldest pod of a controller. */
const referenceFor = (members: Members, controller: string, view: View) => {
  const pod = view.tables.Pod.get(members.oldest(controller) ?? 0);
  const reference = pod === undefined ? undefined : controllerOf(pod.meta);
  return pod === undefined || reference === undefined ? undefined : { pod, reference };
};

/** Is the number of pods taken from their controllers' scale? */
const goesByScale = ({ spec }: PodDisruptionBudgetRecord): boolean =>
  spec.maxUnavailable !== undefined || typeof spec.minAvailable === 'string';

/** Controllers that could be scaled and that the caches do not show: they are read live. Source: getScaleController. */
export const unseenControllers = (
  budget: PodDisruptionBudgetRecord,
  members: Members,
  view: View,
): readonly { readonly kind: KindName; readonly name: string }[] => {
  if (!goesByScale(budget)) return [];
  return members.controllers.flatMap((controller) => {
    const reference = controller === '' ? undefined : referenceFor(members, controller, view)?.reference;
    if (reference === undefined || ownerOf(reference, { view, found: [] }) !== undefined) return [];
    const kind = kindOf(reference);
    return kind !== undefined && scaled.includes(kind) ? [{ kind, name: reference.name }] : [];
  });
};

/** DC-2: the sum of the scales of the pods' controllers. Left: why there is none. */
const expectedScale = (members: Members, lookup: Lookup): E.Either<string, number> => {
  const scales = new Map<string, number>();
  for (const controller of members.controllers) {
    if (controller === '') continue;
    const known = referenceFor(members, controller, lookup.view);
    if (known === undefined) continue;
    const { reference, pod } = known;
    const kind = kindOf(reference);
    if (kind === undefined)
      return E.left(`no matches for kind "${reference.kind}" in version "${reference.apiVersion}"`);
    if (!scaled.includes(kind)) return E.left(`${qualifiedResource(kind)} does not implement the scale subresource`);
    const owner = ownerOf(reference, lookup);
    const scale = owner === undefined ? undefined : scaleOf(owner, lookup);
    if (scale === undefined) return E.left(`found no controllers for pod "${pod.meta.name}"`);
    scales.set(scale.uid, scale.replicas);
  }
  return E.right([...scales.values()].reduce((sum, replicas) => sum + replicas, 0));
};

/** DC-1, DC-2: what a budget asks for. Source: getExpectedPodCount. */
export const expectationOf = (
  budget: PodDisruptionBudgetRecord,
  members: Members,
  lookup: Lookup,
): E.Either<string, Expectation> => {
  const { minAvailable, maxUnavailable } = budget.spec;
  if (!goesByScale(budget)) {
    const desired = typeof minAvailable === 'number' ? minAvailable : 0;
    const expectedPods = minAvailable === undefined ? 0 : members.size;
    return E.right({ expectedPods, desiredHealthy: desired, unmanaged: false });
  }
  return E.map((expectedPods: number) => {
    const desired =
      maxUnavailable === undefined
        ? scaledValue(minAvailable, expectedPods, 'up')
        : expectedPods - scaledValue(maxUnavailable, expectedPods, 'up');
    return { expectedPods, desiredHealthy: Math.max(0, desired), unmanaged: members.oldest('') !== undefined };
  })(expectedScale(members, lookup));
};
