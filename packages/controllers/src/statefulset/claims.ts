import type { Json, JsonObject } from '@orrery/core/engine';
import {
  apiVersionOf,
  listAt,
  textAt,
  uuidOf,
  type OwnerReference,
  type PodRecord,
  type Records,
  type StatefulSetRecord,
  type View,
} from '@orrery/core/cluster';
import { controllerReference } from '@orrery/core/control';
import { claimName, parsePodName } from './identity.ts';
import type { ClaimsState } from './replicas.ts';
import { draftOf } from '@orrery/core/cluster';

/*
 * persistentVolumeClaimRetentionPolicy is kept by owner references on the claims alone; deleting is the garbage collector's work.
 * Source: stateful_set_utils.go, isClaimOwnerUpToDate and updateClaimOwnerRefForSetAndPod.
 */

export type Claim = Records['PersistentVolumeClaim'];

/** Whose claim it is: a set's, for the pod of an ordinal. */
export interface Holder {
  readonly set: StatefulSetRecord;
  readonly pod: string;
  /** As the API shows it; empty while the pod has not been made. */
  readonly podUid: string;
}

/** The holder that a pod is, or that the pod of this name will be. */
export const holderOf = (set: StatefulSetRecord, pod: PodRecord | string): Holder =>
  typeof pod === 'string' ? { set, pod, podUid: '' } : { set, pod: pod.meta.name, podUid: uuidOf('Pod', pod.uid) };

/** The claims of a pod's name that exist in a view, in the order of the templates. */
export const claimsOf = ({ set, pod }: Holder, view: View): readonly Claim[] =>
  set.spec.claimTemplates.flatMap(
    (template) => view.tables.PersistentVolumeClaim.find(set.meta.namespace, claimName(template, pod)) ?? [],
  );

const isSet = (owner: OwnerReference, { set }: Holder): boolean =>
  owner.kind === 'StatefulSet' && owner.apiVersion === apiVersionOf('StatefulSet') && owner.name === set.meta.name;

const isPod = (owner: OwnerReference, { pod }: Holder): boolean =>
  owner.kind === 'Pod' && owner.apiVersion === apiVersionOf('Pod') && owner.name === pod;

const setUid = ({ set }: Holder): string => uuidOf('StatefulSet', set.uid);

/** SS-21: does the claim still belong to an earlier pod of this name? Source: PodClaimIsStale, hasStaleOwnerRef. */
export const isOfFormerPod = ({ meta }: Claim, holder: Holder): boolean => {
  const owner = meta.owners.find((one) => isPod(one, holder));
  return owner !== undefined && owner.uid !== holder.podUid;
};

const isOfFormerSet = ({ meta }: Claim, holder: Holder): boolean => {
  const owner = meta.owners.find((one) => isSet(one, holder));
  return owner !== undefined && owner.uid !== setUid(holder);
};

const isOwnedBy = ({ meta }: Claim, uid: string): boolean => meta.owners.some((owner) => owner.uid === uid);

/** Does somebody else manage the claim, while the set has a policy to keep? Source: hasUnexpectedController. */
export const isForeign = (claim: Claim, holder: Holder): boolean => {
  const { whenDeleted, whenScaled } = holder.set.spec;
  if (whenDeleted === 'Retain' && whenScaled === 'Retain') return false;
  if (isOfFormerSet(claim, holder) || isOfFormerPod(claim, holder)) return true;
  return claim.meta.owners.some((owner) => owner.controller && !isSet(owner, holder) && !isPod(owner, holder));
};

/** Which of the two should control the claim. */
const wantedOwner = ({ set, pod }: Holder): 'set' | 'pod' | 'none' => {
  const { start, replicas, whenDeleted, whenScaled } = set.spec;
  const ordinal = parsePodName(pod)?.ordinal ?? -1;
  const inRange = ordinal >= start && ordinal < start + replicas;
  if (whenScaled === 'Delete' && !inRange) return 'pod';
  return whenDeleted === 'Delete' ? 'set' : 'none';
};

/** SS-20: are the claim's owners as the policy wants them? Claims in an unknown state are left alone. Source: isClaimOwnerUpToDate. */
export const keepsPolicy = (claim: Claim, holder: Holder): boolean => {
  if (isOfFormerSet(claim, holder) || isOfFormerPod(claim, holder)) return true;
  const [bySet, byPod] = [isOwnedBy(claim, setUid(holder)), isOwnedBy(claim, holder.podUid)];
  if (isForeign(claim, holder)) return !bySet && !byPod;
  const own = claim.meta.owners.filter(({ uid }) => uid === setUid(holder) || uid === holder.podUid);
  if (own.some(({ controller }) => !controller)) return false;
  const wanted = wantedOwner(holder);
  return bySet === (wanted === 'set') && byPod === (wanted === 'pod');
};

/** The claim with the owners that the policy wants. */
export const withPolicy = (claim: Claim, holder: Holder, pod: PodRecord | undefined): JsonObject => {
  const foreign = isForeign(claim, holder);
  const draft = draftOf(claim);
  const others = claim.meta.owners.flatMap((owner, index) =>
    isSet(owner, holder) || isPod(owner, holder) ? [] : [listAt(draft, 'metadata', 'ownerReferences')[index] ?? null],
  );
  const wanted = wantedOwner(holder);
  const added =
    foreign || wanted === 'none'
      ? []
      : wanted === 'set'
        ? [controllerReference(holder.set)]
        : pod === undefined
          ? []
          : [controllerReference(pod)];
  return withOwners(draft, [...others, ...added]);
};

/** The object with other owner references and nothing else changed. */
export const withOwners = (draft: JsonObject, owners: readonly Json[]): JsonObject => {
  const metadata = draft['metadata'];
  const { ownerReferences: _, ...rest } = (
    typeof metadata === 'object' && metadata !== null ? metadata : {}
  ) as JsonObject; // metadata is an object where it is anything
  const kept = owners.length === 0 ? rest : { ...rest, ownerReferences: owners };
  const { metadata: __, ...others } = draft;
  return Object.keys(kept).length === 0 ? others : { ...draft, metadata: kept };
};

/** What the controller remembers of a pod's claims, of those that exist. Source: ClaimsMatchRetentionPolicy. */
export const claimsState = (holder: Holder, view: View): ClaimsState => {
  const claims = claimsOf(holder, view);
  return {
    keepPolicy: claims.every((claim) => keepsPolicy(claim, holder)),
    whole:
      claims.length === holder.set.spec.claimTemplates.length &&
      claims.every(({ meta }) => meta.deletion === undefined),
  };
};

/** Names of the claims that a pod lacks, as template and name. */
export const missingClaims = ({ set, pod }: Holder, view: View): readonly { template: Json; name: string }[] =>
  set.spec.claimTemplates
    .map((template) => ({ template, name: claimName(template, pod) }))
    .filter(({ name }) => view.tables.PersistentVolumeClaim.find(set.meta.namespace, name) === undefined);

/** The part of its claims' names that an ordinal follows, for each template. */
export const claimPrefixes = ({ meta, spec }: StatefulSetRecord): readonly string[] =>
  spec.claimTemplates.map((template) => `${meta.namespace}/${textAt(template, 'metadata', 'name') ?? ''}-${meta.name}`);
