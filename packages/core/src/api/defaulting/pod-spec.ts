import type { Json, JsonObject } from '../../engine/index.ts';
import { at, numberAt, objectAt, textAt } from '../../cluster/index.ts';
import { volumeSources } from '../schema/volume.ts';
import { defaultContainer, mapList, mapObject } from './container.ts';

const fileMode = 0o644;

/** Defaults of the sources that volumes come from; a volume without any is an emptyDir. */
const defaultVolume = (given: JsonObject): JsonObject => {
  if (!volumeSources.some((source) => Object.hasOwn(given, source))) return { ...given, emptyDir: {} };
  let volume: JsonObject = given;
  for (const source of ['configMap', 'secret', 'downwardAPI', 'projected'])
    volume = mapObject(volume, source, (one) => ({ defaultMode: fileMode, ...one }));
  volume = mapObject(volume, 'hostPath', (one) => ({ type: '', ...one }));
  volume = mapObject(volume, 'downwardAPI', (one) =>
    mapList(one, 'items', (item) => mapObject(item, 'fieldRef', (reference) => ({ apiVersion: 'v1', ...reference }))),
  );
  return mapObject(volume, 'ephemeral', (one) =>
    mapObject(one, 'volumeClaimTemplate', (template) =>
      mapObject(template, 'spec', (spec) => ({ volumeMode: 'Filesystem', ...spec })),
    ),
  );
};

/** With the host's network, every port of a container is one of the host. */
const withHostPorts = (spec: JsonObject): JsonObject => {
  const onHost = (container: JsonObject): JsonObject =>
    mapList(container, 'ports', (port) =>
      (numberAt(port, 'hostPort') ?? 0) === 0 ? { ...port, hostPort: at(port, 'containerPort') ?? 0 } : port,
    );
  return mapList(mapList(spec, 'containers', onHost), 'initContainers', onHost);
};

/** A pod's spec, or a template's, with the defaults of the API. Source: pkg/apis/core/v1/defaults.go, SetDefaults_PodSpec. */
export const defaultPodSpec = (given: JsonObject): JsonObject => {
  const defaults: Record<string, Json> = {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  };
  let spec: JsonObject = { ...defaults, ...given };
  if (at(spec, 'hostNetwork') === true) spec = withHostPorts(spec);
  spec = mapList(spec, 'volumes', defaultVolume);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'])
    spec = mapList(spec, list, defaultContainer);
  // The two names of the service account are one field.
  const account = textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount');
  return account === undefined ? spec : { ...spec, serviceAccountName: account, serviceAccount: account };
};

/** A pod template with defaults. */
export const defaultPodTemplate = (template: JsonObject): JsonObject => ({
  ...template,
  spec: defaultPodSpec(objectAt(template, 'spec') ?? {}),
});
