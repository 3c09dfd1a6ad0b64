import {
  draftOf,
  selects,
  textAt,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
} from '@orrery/core/cluster';
import { cause, type Cause } from './cause.ts';
import { lastEvent, reportsOf, type Scene } from './scene.ts';

/** More volumes than these are only counted. */
const mostVolumes = 8;

const handMade = 'kubernetes.io/no-provisioner';

/** Why a volume is not for a claim; undefined: it would do, as far as it goes. */
const unfit = (claim: PersistentVolumeClaimRecord, volume: PersistentVolumeRecord): string | undefined => {
  const { claim: holder, status, meta } = volume;
  if (meta.deletion !== undefined) return 'is being deleted';
  if (holder !== undefined && (holder.namespace !== claim.meta.namespace || holder.name !== claim.meta.name))
    return `is ${status.phase} for ${holder.namespace}/${holder.name}`;
  if (status.phase === 'Released' || status.phase === 'Failed') return `is ${status.phase}`;
  if (volume.capacityBytes < claim.requestBytes) return 'is too small';
  if (volume.volumeMode !== claim.volumeMode) return `is of mode ${volume.volumeMode}`;
  if (claim.accessModes.some((mode) => !volume.accessModes.includes(mode)))
    return `allows ${volume.accessModes.join(', ')} only`;
  if (claim.selector !== undefined && !selects(claim.selector, meta.labels)) return 'does not match the selector';
  return undefined;
};

const sizeOf = (claim: PersistentVolumeClaimRecord): string =>
  textAt(draftOf(claim), 'spec', 'resources', 'requests', 'storage') ?? 'any size';

const volumeLines = (claim: PersistentVolumeClaimRecord, { state }: Scene): readonly string[] => {
  const ofClass = state.tables.PersistentVolume.toArray().filter(
    ({ className }) => className === (claim.className ?? ''),
  );
  const lines = ofClass.slice(0, mostVolumes).map((volume) => {
    const why = unfit(claim, volume);
    return `${volume.meta.name} ${why ?? 'would do, on the nodes that it can be reached from'}`;
  });
  return ofClass.length > mostVolumes ? [...lines, `and ${ofClass.length - mostVolumes} more`] : lines;
};

/** A claim that has no volume, and what it waits for. */
const unbound = (claim: PersistentVolumeClaimRecord, scene: Scene): Cause => {
  const { className, meta, uid } = claim;
  const since = lastEvent(scene, 'PersistentVolumeClaim', uid);
  const says = `claim ${meta.name} is ${claim.status.phase}`;
  const wanted = `${sizeOf(claim)}, ${claim.accessModes.join(', ')}`;
  const manual = `make a PersistentVolume of class "${className ?? ''}" with ${wanted}`;
  if (className === undefined || className === '') {
    const details = ['it names no class, so only a volume without one serves it', ...volumeLines(claim, scene)];
    return cause(says, { since, details, unblocks: [manual] });
  }
  const storage = scene.state.tables.StorageClass.find('', className);
  const reports = reportsOf(scene, 'PersistentVolumeClaim', uid, 2);
  if (storage === undefined) {
    const details = [`there is no StorageClass ${className}`, ...volumeLines(claim, scene)];
    return cause(says, { since, details, unblocks: [`make StorageClass ${className}`, manual] });
  }
  if (storage.provisioner === handMade) {
    const found = volumeLines(claim, scene);
    const details = [
      `class ${className} has volumes made by hand only${found.length === 0 ? ', and there is none' : ''}`,
      ...found,
    ];
    return cause(says, { since, details, unblocks: [`${manual}, on a node that takes the pod`] });
  }
  const details = [`provisioner ${storage.provisioner} is to make its volume`, ...reports];
  return cause(says, { since, details, unblocks: [`look after provisioner ${storage.provisioner}`] });
};

/** What is wrong with a claim that a pod uses; undefined: nothing. */
export const claimCause = (namespace: string, name: string, scene: Scene): Cause | undefined => {
  const claim = scene.state.tables.PersistentVolumeClaim.find(namespace, name);
  if (claim === undefined) return cause(`claim ${name} does not exist`, { unblocks: [`make claim ${name}`] });
  if (claim.meta.deletion !== undefined) {
    const details = [`finalizers: ${claim.meta.finalizers.join(', ') || 'none'}`];
    const since = lastEvent(scene, 'PersistentVolumeClaim', claim.uid);
    return cause(`claim ${name} is being deleted`, {
      since,
      details,
      unblocks: [`delete the pods that use claim ${name}, so that it can go and be made anew`],
    });
  }
  if (claim.status.phase === 'Bound') return undefined;
  return unbound(claim, scene);
};
