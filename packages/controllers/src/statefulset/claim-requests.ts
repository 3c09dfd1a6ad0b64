import type { PodRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { claimsOf, isForeign, keepsPolicy, missingClaims, withPolicy, type Claim, type Holder } from './claims.ts';
import { claimBody } from './identity.ts';
import type { Work } from './note.ts';
import { reported } from './reported.ts';

/** Several errors as one text, each once. Source: apimachinery, errors.NewAggregate. */
export const aggregate = (errors: readonly string[]): string => {
  const [first = '', ...others] = new Set(errors);
  return others.length === 0 ? first : `[${[first, ...others].join(', ')}]`;
};

/** SS-10: claims that are on their way out keep their pod from being made. */
export const claimErrors = (holder: Holder, { view }: Planning): readonly string[] =>
  claimsOf(holder, view)
    .filter(({ meta }) => meta.deletion !== undefined)
    .map(({ meta }) => `pvc ${meta.name} is being deleted`);

/** SS-10: makes the claims that a pod lacks, in the order of the templates. Source: createPersistentVolumeClaims. */
export const createClaims = (
  holder: Holder,
  work: Work,
  batch: number,
  errors: readonly string[],
  planning: Planning,
): readonly Step[] => {
  const { set, pod } = holder;
  const missing = missingClaims(holder, planning.view);
  return missing.map(({ template, name }, index): Step => {
    const body = planning.body(claimBody(set, template));
    const { namespace } = set.meta;
    return {
      command: { type: 'Create', kind: 'PersistentVolumeClaim', namespace, name, body, validating: true },
      onRejection: 'end-batch',
      batch,
      note: { work, pod, errors, last: index === missing.length - 1 },
    };
  });
};

/** Gives one claim the owners that the policy wants. */
export const keepPolicy = (
  claim: Claim,
  holder: Holder,
  record: PodRecord | undefined,
  work: Work,
  batch: number,
  planning: Planning,
): readonly Step[] => {
  const note = { work, pod: holder.pod };
  const steps: Step[] = [];
  if (isForeign(claim, holder)) steps.push(reported(holder.set, 'foreignClaim', [claim.meta.name], { batch, note }));
  if (keepsPolicy(claim, holder)) return steps;
  const { uid, version } = claim;
  const body = planning.body(withPolicy(claim, holder, record));
  const command = { type: 'Update' as const, kind: 'PersistentVolumeClaim' as const, uid, version, body };
  return [...steps, { command, onRejection: 'end-batch', batch, note }];
};

/** SS-20: gives the claims of a pod the owners that the policy wants. Source: UpdatePodClaimForRetentionPolicy. */
export const keepPolicies = (
  holder: Holder,
  record: PodRecord | undefined,
  work: Work,
  batch: number,
  planning: Planning,
): readonly Step[] =>
  claimsOf(holder, planning.view).flatMap((claim) => keepPolicy(claim, holder, record, work, batch, planning));
