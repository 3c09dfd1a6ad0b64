import type { JsonObject } from '../../engine/index.ts';
import { listAt, objectAt } from '../../cluster/index.ts';
import { mapObject } from './container.ts';

export const claimProtection = 'kubernetes.io/pvc-protection';
export const volumeProtection = 'kubernetes.io/pv-protection';

/** The spec of a claim, or of a claim template, with the defaults of the API. */
export const defaultClaimSpec = (spec: JsonObject): JsonObject => {
  const source = objectAt(spec, 'dataSource') ?? objectAt(spec, 'dataSourceRef');
  return {
    volumeMode: 'Filesystem',
    ...spec,
    ...(source === undefined ? {} : { dataSource: source, dataSourceRef: source }),
  };
};

export const defaultClaim = (object: JsonObject): JsonObject => mapObject(object, 'spec', defaultClaimSpec);

export const defaultVolume = (object: JsonObject): JsonObject =>
  mapObject(object, 'spec', (given) => {
    const spec: JsonObject = { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem', ...given };
    return mapObject(spec, 'hostPath', (hostPath) => ({ type: '', ...hostPath }));
  });

export const defaultStorageClass = (object: JsonObject): JsonObject => ({
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  ...object,
});

/** The object with a finalizer that protects it, which the controllers take off when nothing uses it. */
export const withFinalizer = (object: JsonObject, finalizer: string): JsonObject =>
  mapObject(object, 'metadata', (metadata) => {
    const given = listAt(metadata, 'finalizers');
    return given.includes(finalizer) ? metadata : { ...metadata, finalizers: [...given, finalizer] };
  });
