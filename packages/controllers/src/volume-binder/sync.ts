import * as E from 'fp-ts/lib/Either.js';
import type { PersistentVolumeClaimRecord, PersistentVolumeRecord } from '@orrery/core/cluster';
import type { Answer, Planning, Reaction, Step } from '@orrery/core/control';
import { bindStep } from './bind.ts';
import { isFor } from './match.ts';
import type { Memory } from './memory.ts';

/** PV-7: after each write of a binding comes the next, made from what the server answered and not from the cache. */
export const react = (
  _memory: Memory,
  _key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (E.isLeft(answer) || answer.right === 0) return undefined;
  const written = planning.answered(answer.right);
  const pair = pairOf(
    written?.kind === 'PersistentVolume' || written?.kind === 'PersistentVolumeClaim' ? written : undefined,
    planning,
  );
  if (pair === undefined || !isFor(pair.volume, pair.claim)) return undefined;
  const next = bindStep(pair.volume, pair.claim, command.type);
  return next === undefined ? undefined : { steps: [next], handled: false };
};

interface Pair {
  readonly volume: PersistentVolumeRecord;
  readonly claim: PersistentVolumeClaimRecord;
}

/** The two sides of a binding, one of them just written. */
const pairOf = (
  written: PersistentVolumeRecord | PersistentVolumeClaimRecord | undefined,
  { view }: Planning,
): Pair | undefined => {
  if (written?.kind === 'PersistentVolume') {
    const { namespace = '', name = '' } = written.claim ?? {};
    const claim = view.tables.PersistentVolumeClaim.find(namespace, name);
    return claim === undefined ? undefined : { volume: written, claim };
  }
  const volume = view.tables.PersistentVolume.find('', written?.volumeName ?? '');
  return volume === undefined || written === undefined ? undefined : { volume, claim: written };
};
