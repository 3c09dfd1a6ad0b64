import type { PersistentVolumeRecord, Uid } from '@orrery/core/cluster';
import {
  nothing,
  rpcError,
  type Asked,
  type Plan,
  type Planning,
  type Provisioner,
  type Step,
} from '@orrery/core/control';
import { driverOf, finalizersOf, isToDelete } from './classify.ts';
import type { Memory } from './memory.ts';
import { reported } from './reported.ts';

type Volume = PersistentVolumeRecord;

const asked = (volume: Volume, provisioner: Provisioner): Asked => ({
  provisioner,
  operation: 'delete',
  uid: volume.uid,
  name: volume.meta.name,
});

/** What a volume needs of its provisioner now. Source: syncVolume, deleteVolumeOperation. */
export const syncVolume = (memory: Memory, uid: Uid, planning: Planning): Plan => {
  const volume = planning.view.tables.PersistentVolume.get(uid);
  const driver = volume === undefined ? undefined : driverOf(volume);
  if (volume === undefined || driver === undefined) {
    memory.requests.forget({ operation: 'delete', uid });
    return nothing;
  }
  const provisioner = planning.provisioner(driver);
  if (!provisioner.installed) return nothing;
  const protection = protect(volume);
  if (!isToDelete(volume)) return { steps: protection };
  const question = asked(volume, provisioner);
  const request = memory.requests.running(question);
  const waitUs = memory.requests.waitUs(question, planning.now);
  if (request === undefined && waitUs > 0) return { steps: [], requeueAfterUs: waitUs };
  if (request === undefined) return ask(memory, volume, provisioner, planning);
  if (request.answerAt > planning.now) return { steps: [], requeueAfterUs: request.answerAt - planning.now };
  memory.requests.answered(question);
  if (request.failure !== undefined) return failed(memory, volume, provisioner, rpcError(request.failure), planning);
  return { steps: deletion(volume) };
};

const protect = (volume: Volume): readonly Step[] => {
  const { kind, uid, version, meta } = volume;
  const finalizers = finalizersOf(volume);
  if (finalizers === meta.finalizers) return [];
  return [{ command: { type: 'SetFinalizers', kind, uid, version, finalizers }, onRejection: 'stop' }];
};

/** VP-6: a disk that is still attached is not deleted. Source: external-provisioner, canDeleteVolume. */
const ask = (memory: Memory, volume: Volume, provisioner: Provisioner, planning: Planning): Plan => {
  const { name } = volume.meta;
  const [holder] = memory.attachments
    .of(name)
    .flatMap((uid) => planning.view.tables.VolumeAttachment.get(uid)?.node ?? []);
  if (holder !== undefined)
    return failed(
      memory,
      volume,
      provisioner,
      `persistentvolume ${name} is still attached to node ${holder}`,
      planning,
    );
  const request = memory.requests.send(asked(volume, provisioner), planning);
  return { steps: [], requeueAfterUs: request.answerAt - planning.now };
};

const failed = (memory: Memory, volume: Volume, provisioner: Provisioner, why: string, { now }: Planning): Plan => ({
  steps: [reported(volume, provisioner.name, 'notDeleted', [why])],
  ...memory.requests.failed(asked(volume, provisioner), now),
});

/** The disk first, then the object; our finalizer follows in answer to that. */
const deletion = ({ meta, csi, uid }: Volume): readonly Step[] => [
  { command: { type: 'DeleteDisk', disk: csi?.handle ?? meta.name }, onRejection: 'continue' },
  { command: { type: 'Delete', kind: 'PersistentVolume', namespace: '', name: meta.name, uid }, onRejection: 'stop' },
];
