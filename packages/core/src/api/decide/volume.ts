import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type {
  ClusterEvent,
  ClusterState,
  PersistentVolumeClaimRecord,
  PersistentVolumeRecord,
} from '../../cluster/index.ts';
import type { CommandNamed, VolumeCommand } from '../command.ts';
import { invalid, type Rejection } from '../rejection.ts';
import type { Decision } from './decision.ts';
import { byUid, locked } from './lookup.ts';

/** Updates of volumes and claims by the volume binder and the scheduler, each under an optimistic lock. */
export const decideVolume = (state: ClusterState, command: VolumeCommand): Decision => {
  switch (command.type) {
    case 'ClaimVolume':
    case 'SetVolumePhase':
      return pipe(
        byUid(state, 'PersistentVolume', command.uid),
        E.chain((volume) => locked(volume, command.version)),
        E.map((volume) => volumeEvents(volume, command)),
      );
    case 'BindClaim':
    case 'SetClaimStatus':
    case 'SelectClaimNode':
      return pipe(
        byUid(state, 'PersistentVolumeClaim', command.uid),
        E.chain((claim) => locked(claim, command.version)),
        E.chain((claim) => claimEvents(claim, command)),
      );
    default:
      return command satisfies never;
  }
};

const volumeEvents = (
  volume: PersistentVolumeRecord,
  command: CommandNamed<'ClaimVolume' | 'SetVolumePhase'>,
): readonly ClusterEvent[] => {
  const { uid } = volume;
  if (command.type === 'SetVolumePhase') {
    const { phase, reason = '', message = '' } = command;
    const { status } = volume;
    const same = status.phase === phase && status.reason === reason && status.message === message;
    return same ? [] : [{ type: 'VolumePhaseChanged', uid, phase, reason, message }];
  }
  const { claim, byController } = command;
  const { namespace = '', name = '', uid: claimUid = '' } = claim ?? {};
  return [{ type: 'VolumeClaimed', uid, namespace, name, claim: claimUid, byController }];
};

const claimEvents = (
  claim: PersistentVolumeClaimRecord,
  command: CommandNamed<'BindClaim' | 'SetClaimStatus' | 'SelectClaimNode'>,
): E.Either<Rejection, readonly ClusterEvent[]> => {
  const { uid } = claim;
  switch (command.type) {
    case 'BindClaim': {
      const { volume, byController } = command;
      if (claim.volumeName !== '' && claim.volumeName !== volume) return E.left(immutableSpec(claim));
      return E.right([{ type: 'ClaimBound', uid, volume, byController }]);
    }
    case 'SetClaimStatus': {
      const { phase, capacity, accessModes } = command;
      const { status } = claim;
      const same =
        status.phase === phase && status.capacity === capacity && status.accessModes.join() === accessModes.join();
      return E.right(same ? [] : [{ type: 'ClaimStatusChanged', uid, phase, capacity, accessModes }]);
    }
    case 'SelectClaimNode':
      return E.right([{ type: 'ClaimNodeSelected', uid, node: command.node }]);
    default:
      return command satisfies never;
  }
};

/** volumeName can be set once. Source: ValidatePersistentVolumeClaimUpdate. */
const immutableSpec = (claim: PersistentVolumeClaimRecord): Rejection =>
  invalid('PersistentVolumeClaim', claim.meta.name, [
    {
      field: 'spec',
      reason: 'FieldValueForbidden',
      message:
        'Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    },
  ]);
