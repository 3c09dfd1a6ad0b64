import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { ClusterState } from '../../cluster/index.ts';
import type { AttachmentCommand, CommandNamed } from '../command.ts';
import type { Decision } from './decision.ts';
import { byUid, locked } from './lookup.ts';

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

const withVolume = (
  listed: readonly string[],
  { volume, attached }: CommandNamed<'ReportVolumeAttached'>,
): readonly string[] => {
  if (listed.includes(volume) === attached) return listed;
  return attached ? [...listed, volume] : listed.filter((one) => one !== volume);
};

/** What is reported of attachments. The lists of a node are patched by two writers, each its own, without a lock. */
export const decideAttachment = (state: ClusterState, command: AttachmentCommand): Decision => {
  if (command.type === 'ReportAttachment')
    return pipe(
      byUid(state, 'VolumeAttachment', command.uid),
      E.chain((attachment) => locked(attachment, command.version)),
      E.map(({ uid, status }) => {
        const { attached, attachError = '', detachError = '' } = command;
        const same =
          status.attached === attached && status.attachError === attachError && status.detachError === detachError;
        return same ? [] : [{ type: 'AttachmentReported' as const, uid, attached, attachError, detachError }];
      }),
    );
  return pipe(
    byUid(state, 'Node', command.uid),
    E.map(({ uid, volumesAttached, volumesInUse }) => {
      const attached = command.type === 'ReportVolumeAttached' ? withVolume(volumesAttached, command) : volumesAttached;
      const inUse = command.type === 'ReportVolumesInUse' ? command.volumes : volumesInUse;
      const same = sameTexts(attached, volumesAttached) && sameTexts(inUse, volumesInUse);
      return same ? [] : [{ type: 'NodeVolumesReported' as const, uid, attached, inUse }];
    }),
  );
};
