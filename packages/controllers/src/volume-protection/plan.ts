import {
  keyOf,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type PodRecord,
  type View,
} from '@orrery/core/cluster';
import { nothing, type Answer, type Plan, type Planning, type Reaction, type Step } from '@orrery/core/control';
import * as E from 'fp-ts/lib/Either.js';
import { claimFinalizer, classifyClaim, classifyVolume, volumeFinalizer, type Protection } from './classify.ts';
import type { Memory } from './memory.ts';

type Protected = PersistentVolumeClaimRecord | PersistentVolumeRecord;

const write = ({ kind, uid, meta, version }: Protected, finalizer: string, protection: Protection): readonly Step[] => {
  if (protection === 'right') return [];
  const others = meta.finalizers.filter((one) => one !== finalizer);
  const finalizers = protection === 'missing' ? [...others, finalizer] : others;
  return [{ command: { type: 'SetFinalizers', kind, uid, version, finalizers }, onRejection: 'stop' }];
};

const holds = (pod: PodRecord | undefined): boolean => pod !== undefined && pod.node !== '';

const usersIn = ({ tables }: View, memory: Memory, { meta }: PersistentVolumeClaimRecord): number =>
  memory.users.of(keyOf(meta.namespace, meta.name)).filter((uid) => holds(tables.Pod.get(uid))).length;

/** PV-14: what a claim's protection needs now; before it is taken off the server is asked for pods as well. Source: pkg/controller/volume/pvcprotection. */
export const planClaim = (memory: Memory, key: number, { view }: Planning): Plan => {
  const claim = view.tables.PersistentVolumeClaim.get(key);
  if (claim === undefined) return nothing;
  const protection = classifyClaim(claim, usersIn(view, memory, claim));
  if (protection !== 'over') return { steps: write(claim, claimFinalizer, protection) };
  const { namespace } = claim.meta;
  return { steps: [{ command: { type: 'List', kind: 'Pod', namespace }, onRejection: 'stop' }] };
};

/** PV-14: no pod of the server uses the claim either: nothing protects it any longer. Source: askAPIServer. */
export const reactClaim = (
  memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  { view, listed }: Planning,
): Reaction | undefined => {
  const claim = view.tables.PersistentVolumeClaim.get(key);
  if (command.type !== 'List' || E.isLeft(answer) || claim === undefined) return undefined;
  const used = usersIn(listed, memory, claim) > 0 || hasYoungerUser(listed, memory, claim);
  return { steps: used ? [] : write(claim, claimFinalizer, 'over'), handled: true };
};

/** Of the list only pods that the cache has never shown can say anything new. */
const hasYoungerUser = (listed: View, { youngest }: Memory, { meta }: PersistentVolumeClaimRecord): boolean => {
  const { Pod } = listed.tables;
  for (let uid = youngest + 1; uid < Pod.nextUid; uid++) {
    const pod = Pod.get(uid);
    if (holds(pod) && pod?.meta.namespace === meta.namespace && pod.claims.includes(meta.name)) return true;
  }
  return false;
};

/** What a volume's protection needs now. Source: pkg/controller/volume/pvprotection. */
export const planVolume = (key: number, { view }: Planning): Plan => {
  const volume = view.tables.PersistentVolume.get(key);
  return volume === undefined ? nothing : { steps: write(volume, volumeFinalizer, classifyVolume(volume)) };
};
