import type { JsonObject } from '@orrery/core/engine';
import { podSpec } from './world.ts';

const template = (app: string): JsonObject => ({ metadata: { labels: { app } }, spec: podSpec });

/** A StatefulSet without volumes. */
export const statefulSet = (name: string, replicas: number, podManagementPolicy = 'OrderedReady'): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    serviceName: name,
    podManagementPolicy,
    selector: { matchLabels: { app: name } },
    template: template(name),
  },
});

/** A DaemonSet that an update may take away from so much of the cluster. */
export const daemonSet = (name: string, maxUnavailable: string): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name, namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: name } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } },
    template: template(name),
  },
});

export const deployment = (name: string, replicas: number): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name) },
});

/** A pod that nobody owns. */
export const barePod = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: 'bare' } },
  spec: podSpec,
});
