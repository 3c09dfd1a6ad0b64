import type { JsonObject } from '@orrery/core/engine';
import { isJsonObject } from '@orrery/core/engine';
import { listAt, objectAt, textAt, textListAt, textsAt } from '@orrery/core/cluster';
import { age } from './events.ts';
import type { Page } from './layout.ts';
import { accessModes, metadata, pairs } from './values.ts';

const phaseText = (object: JsonObject, now: number): string => {
  const deletion = textAt(object, 'metadata', 'deletionTimestamp');
  return deletion === undefined
    ? (textAt(object, 'status', 'phase') ?? '')
    : `Terminating (lasts ${age(deletion, now)})`;
};

const finalizers = (page: Page, object: JsonObject): void =>
  page.pair('Finalizers', `[${textListAt(object, 'metadata', 'finalizers').join(' ')}]`);

/** `users`: the pods that mount the claim. */
export const describeClaim = (page: Page, claim: JsonObject, users: readonly string[], now: number): void => {
  page.pair('Name', textAt(claim, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(claim, 'metadata', 'namespace') ?? '');
  page.pair('StorageClass', textAt(claim, 'spec', 'storageClassName') ?? '');
  page.pair('Status', phaseText(claim, now));
  const volume = textAt(claim, 'spec', 'volumeName') ?? '';
  page.pair('Volume', volume);
  metadata(page, claim);
  finalizers(page, claim);
  page.pair('Capacity', volume === '' ? '' : (textAt(claim, 'status', 'capacity', 'storage') ?? ''));
  page.pair('Access Modes', volume === '' ? '' : accessModes(claim, 'status', 'accessModes'));
  page.pair('VolumeMode', textAt(claim, 'spec', 'volumeMode') ?? 'Filesystem');
  page.list('Used By', users);
};

const nodeAffinity = (page: Page, volume: JsonObject): void => {
  const terms = listAt(volume, 'spec', 'nodeAffinity', 'required', 'nodeSelectorTerms');
  if (terms.length === 0) return page.pair('Node Affinity', '<none>');
  page.line(0, 'Node Affinity:');
  page.line(1, 'Required Terms:');
  for (const [i, term] of terms.entries()) {
    const texts = listAt(term, 'matchExpressions').map((one) => {
      const operator = (textAt(one, 'operator') ?? '').toLowerCase();
      const values = textListAt(one, 'values');
      return `${textAt(one, 'key') ?? ''} ${operator}${values.length === 0 ? '' : ` [${values.join(', ')}]`}`;
    });
    page.list(`Term ${i}`, texts, 2);
  }
};

const sourceLines = (page: Page, volume: JsonObject): void => {
  page.line(0, 'Source:');
  const spec = objectAt(volume, 'spec') ?? {};
  const { local, hostPath, csi } = spec;
  if (isJsonObject(local)) {
    page.pair('Type', 'LocalVolume (a persistent volume backed by local storage on a node)', 2);
    page.pair('Path', textAt(local, 'path') ?? '', 2);
  } else if (isJsonObject(hostPath)) {
    page.pair('Type', 'HostPath (bare host directory volume)', 2);
    page.pair('Path', textAt(hostPath, 'path') ?? '', 2);
    page.pair('HostPathType', textAt(hostPath, 'type') ?? '', 2);
  } else if (isJsonObject(csi)) {
    page.pair('Type', 'CSI (a Container Storage Interface (CSI) volume source)', 2);
    page.pair('Driver', textAt(csi, 'driver') ?? '', 2);
    page.pair('FSType', textAt(csi, 'fsType') ?? '', 2);
    page.pair('VolumeHandle', textAt(csi, 'volumeHandle') ?? '', 2);
    page.pair('ReadOnly', String(csi['readOnly'] === true), 2);
    // Upstream indents each attribute once more.
    const attributes = pairs(textsAt(csi, 'volumeAttributes')).map((one) => `    ${one}`);
    page.list('VolumeAttributes', attributes, 2);
  } else page.pair('Type', '<unknown>', 2);
};

export const describeVolume = (page: Page, volume: JsonObject, now: number): void => {
  page.pair('Name', textAt(volume, 'metadata', 'name') ?? '');
  metadata(page, volume);
  finalizers(page, volume);
  page.pair('StorageClass', textAt(volume, 'spec', 'storageClassName') ?? '');
  page.pair('Status', phaseText(volume, now));
  const claim = objectAt(volume, 'spec', 'claimRef');
  page.pair('Claim', claim === undefined ? '' : `${textAt(claim, 'namespace') ?? ''}/${textAt(claim, 'name') ?? ''}`);
  page.pair('Reclaim Policy', textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') ?? '');
  page.pair('Access Modes', accessModes(volume, 'spec', 'accessModes'));
  page.pair('VolumeMode', textAt(volume, 'spec', 'volumeMode') ?? 'Filesystem');
  page.pair('Capacity', textAt(volume, 'spec', 'capacity', 'storage') ?? '');
  nodeAffinity(page, volume);
  page.pair('Message', textAt(volume, 'status', 'message') ?? '');
  sourceLines(page, volume);
};

export const describeStorageClass = (page: Page, storage: JsonObject): void => {
  const isDefault =
    textsAt(storage, 'metadata', 'annotations')['storageclass.kubernetes.io/is-default-class'] === 'true';
  page.pair('Name', textAt(storage, 'metadata', 'name') ?? '');
  page.pair('IsDefaultClass', isDefault ? 'Yes' : 'No');
  const own = pairs(textsAt(storage, 'metadata', 'annotations'));
  page.pair('Annotations', own.length === 0 ? '<none>' : own.join(','));
  page.pair('Provisioner', textAt(storage, 'provisioner') ?? '');
  const parameters = pairs(textsAt(storage, 'parameters'));
  page.pair('Parameters', parameters.length === 0 ? '<none>' : parameters.join(','));
  page.pair(
    'AllowVolumeExpansion',
    storage['allowVolumeExpansion'] === undefined
      ? '<unset>'
      : storage['allowVolumeExpansion'] === true
        ? 'True'
        : 'False',
  );
  page.pair('MountOptions', '<none>');
  page.pair('ReclaimPolicy', textAt(storage, 'reclaimPolicy') ?? 'Delete');
  page.pair('VolumeBindingMode', textAt(storage, 'volumeBindingMode') ?? 'Immediate');
};
