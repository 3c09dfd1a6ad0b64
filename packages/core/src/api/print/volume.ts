import type { Json } from '../../engine/index.ts';
import { draftOf, listAt, textAt, type AnyRecord } from '../../cluster/index.ts';
import { ageColumn, column, nameColumn, numberColumn, wideColumn, type Columns } from './column.ts';
import { formatAccessModes } from './text.ts';

const phaseText = ({ meta }: AnyRecord, phase: string): string => (meta.deletion === undefined ? phase : 'Terminating');

const unset = (text: string | undefined): string => text ?? '<unset>';

const spec = (record: AnyRecord, ...path: readonly string[]): string | undefined => {
  const body: Json = record.args.length === 0 ? record.body.json : draftOf(record);
  return textAt(body, 'spec', ...path);
};

export const persistentVolumeColumns: Columns<'PersistentVolume'> = [
  nameColumn,
  column('Capacity', (volume) => spec(volume, 'capacity', 'storage') ?? '0'),
  column('Access Modes', ({ accessModes }) => formatAccessModes(accessModes)),
  column('Reclaim Policy', ({ reclaimPolicy }) => reclaimPolicy),
  column('Status', (volume) => phaseText(volume, volume.status.phase)),
  column('Claim', ({ claim }) => (claim === undefined ? '' : `${claim.namespace}/${claim.name}`)),
  column('StorageClass', ({ className }) => className),
  column('VolumeAttributesClass', (volume) => unset(spec(volume, 'volumeAttributesClassName'))),
  column('Reason', ({ status }) => status.reason),
  ageColumn,
  wideColumn('VolumeMode', ({ volumeMode }) => volumeMode),
];

export const persistentVolumeClaimColumns: Columns<'PersistentVolumeClaim'> = [
  nameColumn,
  column('Status', (claim) => phaseText(claim, claim.status.phase)),
  column('Volume', ({ volumeName }) => volumeName),
  column('Capacity', ({ volumeName, status }) => (volumeName === '' ? '' : status.capacity)),
  column('Access Modes', ({ volumeName, status }) => (volumeName === '' ? '' : formatAccessModes(status.accessModes))),
  column('StorageClass', ({ className }) => className ?? ''),
  column('VolumeAttributesClass', (claim) => unset(spec(claim, 'volumeAttributesClassName'))),
  ageColumn,
  wideColumn('VolumeMode', ({ volumeMode }) => volumeMode),
];

export const storageClassColumns: Columns<'StorageClass'> = [
  column('Name', ({ meta, isDefault }) => (isDefault ? `${meta.name} (default)` : meta.name)),
  column('Provisioner', ({ provisioner }) => provisioner),
  column('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy),
  column('VolumeBindingMode', ({ body }) => textAt(body.json, 'volumeBindingMode') ?? 'Immediate'),
  column('AllowVolumeExpansion', ({ allowsExpansion }) => String(allowsExpansion)),
  ageColumn,
];

export const volumeAttachmentColumns: Columns<'VolumeAttachment'> = [
  nameColumn,
  column('Attacher', ({ attacher }) => attacher),
  column('PV', ({ volume }) => volume),
  column('Node', ({ node }) => node),
  column('Attached', ({ status }) => String(status.attached)),
  ageColumn,
];

export const csiNodeColumns: Columns<'CSINode'> = [
  nameColumn,
  numberColumn('Drivers', ({ body }) => listAt(body.json, 'spec', 'drivers').length),
  ageColumn,
];
