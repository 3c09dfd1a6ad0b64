import { jsonEqual, type JsonObject } from '../../engine/index.ts';
import { at, objectAt, textAt } from '../../cluster/index.ts';
import { mapList, mapObject } from './container.ts';
import { defaultPodTemplate } from './pod-spec.ts';
import { defaultClaimSpec } from './volume.ts';

const revisionHistoryLimit = 10;

/**
 * A strategy that was left out becomes RollingUpdate with its block; one that names RollingUpdate alone gets no block.
 * The two behave differently in the controller.
 */
const statefulSetStrategy = (strategy: JsonObject): JsonObject => {
  const type = textAt(strategy, 'type');
  const typed = type === undefined ? { rollingUpdate: {}, ...strategy, type: 'RollingUpdate' } : strategy;
  return mapObject(typed, 'rollingUpdate', (block) => ({ partition: 0, ...block }));
};

/** A StatefulSet with the defaults of the API. Source: pkg/apis/apps/v1/defaults.go. */
export const defaultStatefulSet = (object: JsonObject): JsonObject =>
  mapObject(object, 'spec', (given) => {
    const spec: JsonObject = {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit,
      ...given,
      updateStrategy: statefulSetStrategy(objectAt(given, 'updateStrategy') ?? {}),
      persistentVolumeClaimRetentionPolicy: {
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
        ...objectAt(given, 'persistentVolumeClaimRetentionPolicy'),
      },
      template: defaultPodTemplate(objectAt(given, 'template') ?? {}),
    };
    return mapList(spec, 'volumeClaimTemplates', (claim) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      ...mapObject(claim, 'spec', defaultClaimSpec),
      status: { phase: 'Pending' },
    }));
  });

const daemonSetStrategy = (strategy: JsonObject): JsonObject => {
  const type = textAt(strategy, 'type') ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return strategy;
  return {
    ...strategy,
    type,
    rollingUpdate: { maxUnavailable: 1, maxSurge: 0, ...objectAt(strategy, 'rollingUpdate') },
  };
};

/** A DaemonSet with the defaults of the API. Source: pkg/apis/apps/v1/defaults.go. */
export const defaultDaemonSet = (object: JsonObject): JsonObject =>
  mapObject(object, 'spec', (given) => ({
    revisionHistoryLimit,
    ...given,
    updateStrategy: daemonSetStrategy(objectAt(given, 'updateStrategy') ?? {}),
    template: defaultPodTemplate(objectAt(given, 'template') ?? {}),
  }));

/** A ReplicaSet with the defaults of the API. */
export const defaultReplicaSet = (object: JsonObject): JsonObject =>
  mapObject(object, 'spec', (given) => ({
    replicas: 1,
    ...given,
    template: defaultPodTemplate(objectAt(given, 'template') ?? {}),
  }));

const deploymentStrategy = (strategy: JsonObject): JsonObject => {
  const type = textAt(strategy, 'type') ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return strategy;
  const block = { maxUnavailable: '25%', maxSurge: '25%', ...objectAt(strategy, 'rollingUpdate') };
  return { ...strategy, type, rollingUpdate: block };
};

/** A Deployment with the defaults of the API. Source: pkg/apis/apps/v1/defaults.go. */
export const defaultDeployment = (object: JsonObject): JsonObject =>
  mapObject(object, 'spec', (given) => ({
    replicas: 1,
    revisionHistoryLimit,
    progressDeadlineSeconds: 600,
    ...given,
    strategy: deploymentStrategy(objectAt(given, 'strategy') ?? {}),
    template: defaultPodTemplate(objectAt(given, 'template') ?? {}),
  }));

/** The annotation that still holds what was spec.templateGeneration in extensions/v1beta1. */
const templateGeneration = 'deprecated.daemonset.template.generation';

/** What a new DaemonSet says of its template generation, where that is a count. */
const givenGeneration = (object: JsonObject): number => {
  const text = textAt(object, 'metadata', 'annotations', templateGeneration) ?? '';
  return /^[+-]?\d+$/.test(text) ? Math.max(1, Number(text)) : 1;
};

/** A DaemonSet with its template generation counted: 1 at first or what it says, one more whenever the template changes. */
export const withTemplateGeneration = (object: JsonObject, before: JsonObject | undefined): JsonObject => {
  const isSame = jsonEqual(at(object, 'spec', 'template') ?? null, at(before, 'spec', 'template') ?? null);
  const last = Number(textAt(before, 'metadata', 'annotations', templateGeneration) ?? '0');
  const next = before === undefined ? givenGeneration(object) : isSame ? last : last + 1;
  return mapObject(object, 'metadata', (metadata) => ({
    ...metadata,
    annotations: { ...objectAt(metadata, 'annotations'), [templateGeneration]: String(next) },
  }));
};
