import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { at, listAt, numberAt, objectAt, textAt, textListAt, textsAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { containers, placement, volumes } from './pod-parts.ts';
import { longTime, metadata, pairs, selectorText, annotations } from './values.ts';

/** `3 Running / 0 Waiting / …` of the pods that the workload owns. */
const podsStatus = (pods: readonly JsonObject[]): string => {
  const count = (phase: string): number => pods.filter((pod) => textAt(pod, 'status', 'phase') === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
};

const template = (page: Page, object: JsonObject): void => {
  const made = objectAt(object, 'spec', 'template') ?? {};
  const spec = objectAt(made, 'spec') ?? {};
  page.line(0, 'Pod Template:');
  page.list('Labels', pairs(textsAt(made, 'metadata', 'labels')), 1);
  if (Object.keys(textsAt(made, 'metadata', 'annotations')).length > 0)
    annotations(page, textsAt(made, 'metadata', 'annotations'), 1);
  page.maybe('Service Account', textAt(spec, 'serviceAccountName'), 1);
  containers(page, 'Init Containers', listAt(spec, 'initContainers'), [], 1);
  containers(page, 'Containers', listAt(spec, 'containers'), [], 1);
  volumes(page, listAt(spec, 'volumes'), 1);
  placement(page, spec, 1);
};

const claimTemplate = (page: Page, claim: JsonObject): void => {
  page.pair('Name', textAt(claim, 'metadata', 'name') ?? '', 1);
  page.pair('StorageClass', textAt(claim, 'spec', 'storageClassName') ?? '', 1);
  metadata(page, claim, 1);
  page.pair('Capacity', textAt(claim, 'spec', 'resources', 'requests', 'storage') ?? '<default>', 1);
  page.pair('Access Modes', `[${textListAt(claim, 'spec', 'accessModes').join(' ')}]`, 1);
};

const numberText = (value: Json | undefined): string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;

export const describeStatefulSet = (page: Page, set: JsonObject, pods: readonly JsonObject[]): void => {
  page.pair('Name', textAt(set, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(set, 'metadata', 'namespace') ?? '');
  page.pair('CreationTimestamp', longTime(textAt(set, 'metadata', 'creationTimestamp') ?? ''));
  page.pair('Selector', selectorText(set, 'spec', 'selector'));
  metadata(page, set);
  page.pair(
    'Replicas',
    `${numberAt(set, 'spec', 'replicas') ?? 1} desired | ${numberAt(set, 'status', 'replicas') ?? 0} total`,
  );
  page.pair('Update Strategy', textAt(set, 'spec', 'updateStrategy', 'type') ?? '');
  const rolling = objectAt(set, 'spec', 'updateStrategy', 'rollingUpdate');
  page.maybe('Partition', numberText(at(rolling, 'partition')), 1);
  page.maybe('MaxUnavailable', numberText(at(rolling, 'maxUnavailable')), 1);
  page.pair('Pods Status', podsStatus(pods));
  template(page, set);
  const claims = listAt(set, 'spec', 'volumeClaimTemplates').filter(isJsonObject);
  if (claims.length === 0) page.pair('Volume Claims', '<none>');
  else page.line(0, 'Volume Claims:');
  for (const claim of claims) claimTemplate(page, claim);
};

export const describeDaemonSet = (page: Page, set: JsonObject, pods: readonly JsonObject[]): void => {
  page.pair('Name', textAt(set, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(set, 'metadata', 'namespace') ?? '');
  page.pair('Selector', selectorText(set, 'spec', 'selector'));
  const nodes = pairs(textsAt(set, 'spec', 'template', 'spec', 'nodeSelector'));
  page.pair('Node-Selector', nodes.length === 0 ? '<none>' : nodes.join(','));
  metadata(page, set);
  const count = (field: string): number => numberAt(set, 'status', field) ?? 0;
  page.line(0, `Desired Number of Nodes Scheduled: ${count('desiredNumberScheduled')}`);
  page.line(0, `Current Number of Nodes Scheduled: ${count('currentNumberScheduled')}`);
  page.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${count('updatedNumberScheduled')}`);
  page.line(0, `Number of Nodes Scheduled with Available Pods: ${count('numberAvailable')}`);
  page.line(0, `Number of Nodes Misscheduled: ${count('numberMisscheduled')}`);
  page.pair('Pods Status', podsStatus(pods));
  template(page, set);
};

const conditionLines = (page: Page, object: JsonObject): void => {
  const conditions = listAt(object, 'status', 'conditions');
  if (conditions.length === 0) return;
  page.line(0, 'Conditions:');
  page.line(1, 'Type\tStatus\tReason');
  page.line(1, '----\t------\t------');
  for (const one of conditions)
    page.line(1, `${textAt(one, 'type') ?? ''} \t${textAt(one, 'status') ?? ''}\t${textAt(one, 'reason') ?? ''}`);
};

/** `web-abc (2/3 replicas created)`. */
const setText = (set: JsonObject): string => {
  const [has, wants] = [numberAt(set, 'status', 'replicas') ?? 0, numberAt(set, 'spec', 'replicas') ?? 0];
  return `${textAt(set, 'metadata', 'name') ?? ''} (${has}/${wants} replicas created)`;
};

/** `old` and `newest`: the ReplicaSets of earlier templates and of the present one. */
export const describeDeployment = (
  page: Page,
  deployment: JsonObject,
  old: readonly JsonObject[],
  newest: JsonObject | undefined,
): void => {
  const count = (field: string): number => numberAt(deployment, 'status', field) ?? 0;
  page.pair('Name', textAt(deployment, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(deployment, 'metadata', 'namespace') ?? '');
  page.pair('CreationTimestamp', longTime(textAt(deployment, 'metadata', 'creationTimestamp') ?? ''));
  metadata(page, deployment);
  page.pair('Selector', selectorText(deployment, 'spec', 'selector'));
  page.pair(
    'Replicas',
    `${numberAt(deployment, 'spec', 'replicas') ?? 1} desired | ${count('updatedReplicas')} updated | ` +
      `${count('replicas')} total | ${count('availableReplicas')} available | ${count('unavailableReplicas')} unavailable`,
  );
  page.pair('StrategyType', textAt(deployment, 'spec', 'strategy', 'type') ?? '');
  page.pair('MinReadySeconds', String(numberAt(deployment, 'spec', 'minReadySeconds') ?? 0));
  const rolling = objectAt(deployment, 'spec', 'strategy', 'rollingUpdate');
  if (rolling !== undefined) {
    const [most, surge] = [numberText(at(rolling, 'maxUnavailable')), numberText(at(rolling, 'maxSurge'))];
    page.pair('RollingUpdateStrategy', `${most ?? ''} max unavailable, ${surge ?? ''} max surge`);
  }
  template(page, deployment);
  conditionLines(page, deployment);
  page.pair('OldReplicaSets', old.length === 0 ? '<none>' : old.map(setText).join(', '));
  page.pair('NewReplicaSet', newest === undefined ? '<none>' : setText(newest));
};

export const describeReplicaSet = (page: Page, set: JsonObject, pods: readonly JsonObject[]): void => {
  page.pair('Name', textAt(set, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(set, 'metadata', 'namespace') ?? '');
  page.pair('Selector', selectorText(set, 'spec', 'selector'));
  metadata(page, set);
  const owner = listAt(set, 'metadata', 'ownerReferences').find((one) => at(one, 'controller') === true);
  if (owner !== undefined) page.pair('Controlled By', `${textAt(owner, 'kind') ?? ''}/${textAt(owner, 'name') ?? ''}`);
  const [has, wants] = [numberAt(set, 'status', 'replicas') ?? 0, numberAt(set, 'spec', 'replicas') ?? 1];
  page.pair('Replicas', `${has} current / ${wants} desired`);
  page.pair('Pods Status', podsStatus(pods));
  template(page, set);
  conditionLines(page, set);
};
