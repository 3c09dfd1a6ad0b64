import * as E from 'fp-ts/lib/Either.js';
import type { Answer, Planning, Reaction, Step } from '@orrery/core/control';
import { withoutOurs } from './classify.ts';
import { isClaimKey, uidOfKey, type Memory } from './memory.ts';
import { volumeNameFor } from './persistent-volume.ts';
import { reported } from './reported.ts';

/** What follows the server's answer to a write. */
export const react = (
  memory: Memory,
  key: number,
  { command }: Step,
  answer: Answer,
  planning: Planning,
): Reaction | undefined => {
  if (isClaimKey(key)) return command.type === 'Create' ? saved(memory, key, answer, planning) : undefined;
  return command.type === 'Delete' ? letGo(key, answer, planning) : undefined;
};

/** VP-3: the volume is there, by this attempt or by one before. Source: doSaveVolume. */
const saved = (memory: Memory, key: number, answer: Answer, { view }: Planning): Reaction | undefined => {
  if (E.isLeft(answer) && answer.left.reason !== 'AlreadyExists') return undefined;
  const uid = uidOfKey(key);
  const making = memory.making.get(uid);
  memory.making.delete(uid);
  memory.requests.forget({ operation: 'provision', uid });
  const claim = view.tables.PersistentVolumeClaim.get(uid);
  if (claim === undefined || making === undefined) return { steps: [], handled: true };
  const driver = view.tables.StorageClass.find('', claim.className ?? '')?.provisioner ?? '';
  return { steps: [reported(claim, driver, 'succeeded', [volumeNameFor(claim)])], handled: true };
};

/** VP-6: with its disk gone nothing of ours holds the volume any longer. */
const letGo = (key: number, answer: Answer, { view }: Planning): Reaction | undefined => {
  if (E.isLeft(answer)) return answer.left.reason === 'NotFound' ? { steps: [], handled: true } : undefined;
  const volume = view.tables.PersistentVolume.get(uidOfKey(key));
  const finalizers = volume === undefined ? [] : withoutOurs(volume.meta.finalizers);
  if (volume === undefined || finalizers.length === volume.meta.finalizers.length) return undefined;
  const { kind, uid, version } = volume;
  return {
    steps: [{ command: { type: 'SetFinalizers', kind, uid, version, finalizers }, onRejection: 'stop' }],
    handled: true,
  };
};
