import * as E from 'fp-ts/lib/Either.js';
import {
  parseUuid,
  type AnyRecord,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
} from '@orrery/core/cluster';
import type { CommandNamed } from '@orrery/core/api';
import type { Answer, Planning, Reaction, Step } from '@orrery/core/control';
import { bindStep } from './bind.ts';
import { isFor, isReleased } from './classify.ts';
import { isClaimKey, uidOfKey, type Memory } from './memory.ts';
import { reclaim } from './reclaim.ts';
import { release, volumePhase } from './volumes.ts';

const then = (steps: readonly Step[], handled = false): Reaction => ({ steps, handled });

/** What follows an answer: the next write of a binding, what a live look at a claim leads to, what a phase entails. */
export const react = (
  memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (command.type === 'Read' && !isClaimKey(key)) return lookedFor(memory, key, command, answer, planning);
  if (E.isLeft(answer)) return undefined;
  // Position 0: the server found nothing to change, so what the cache shows is what is stored.
  const written = answer.right === 0 ? undefined : planning.answered(answer.right);
  return isClaimKey(key)
    ? goOnBinding(key, command, written, planning)
    : goOnReleasing(memory, command, written, planning);
};

/** PV-7: after each write of a binding comes the next, made from what the server answered and not from the cache. */
const goOnBinding = (
  key: number,
  command: Step['command'],
  written: AnyRecord | undefined,
  { view }: Planning,
): Reaction | undefined => {
  if (command.type !== 'ClaimVolume' && command.type !== 'SetVolumePhase' && command.type !== 'BindClaim')
    return undefined;
  const { PersistentVolume, PersistentVolumeClaim } = view.tables;
  const claim = written?.kind === 'PersistentVolumeClaim' ? written : PersistentVolumeClaim.get(uidOfKey(key));
  const cached =
    command.type === 'BindClaim' ? PersistentVolume.find('', command.volume) : PersistentVolume.get(command.uid);
  const volume = written?.kind === 'PersistentVolume' ? written : cached;
  const next = nextWrite(volume, claim, command.type);
  return next === undefined ? undefined : then([next]);
};

const nextWrite = (
  volume: PersistentVolumeRecord | undefined,
  claim: PersistentVolumeClaimRecord | undefined,
  after: Step['command']['type'],
): Step | undefined =>
  volume === undefined || claim === undefined || !isFor(volume, claim) ? undefined : bindStep(volume, claim, after);

/** PV-8, PV-13: what is done to a volume after it has lost its claim. */
const goOnReleasing = (
  memory: Memory,
  command: Step['command'],
  written: AnyRecord | undefined,
  planning: Planning,
): Reaction | undefined => {
  if (written?.kind !== 'PersistentVolume') return undefined;
  if (command.type === 'ClaimVolume') return then(volumePhase(written, 'Available'));
  return command.type === 'SetVolumePhase' && command.phase === 'Released'
    ? then(reclaim(memory, written, planning).steps)
    : undefined;
};

/** PV-13: a claim that a live read does not find, or finds under another uid, is gone. */
const lookedFor = (
  memory: Memory,
  key: number,
  command: CommandNamed<'Read'>,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (E.isLeft(answer) && answer.left.reason !== 'NotFound') return undefined;
  const volume = planning.view.tables.PersistentVolume.get(uidOfKey(key));
  if (volume === undefined) return then([], true);
  const found = planning.live(command);
  const isIts = found !== undefined && found.uid === parseUuid(volume.claim?.uid ?? '')?.uid;
  if (isIts) return then([], true);
  return then(isReleased(volume) ? reclaim(memory, volume, planning).steps : release(volume), true);
};
