import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { flagAt, listAt, numberAt, objectAt, textAt } from '@orrery/core/cluster';
import { age } from './events.ts';
import type { Page } from './layout.ts';
import { containers, placement, volumes } from './pod-parts.ts';
import { longTime, metadata } from './values.ts';

const isOver = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed';

/** Phase, or that it is being deleted and since when; `now` in seconds since 1970. */
const statusLines = (page: Page, pod: JsonObject, now: number): void => {
  const phase = textAt(pod, 'status', 'phase') ?? '';
  const deletion = textAt(pod, 'metadata', 'deletionTimestamp');
  if (deletion !== undefined && !isOver(phase)) {
    page.pair('Status', `Terminating (lasts ${age(deletion, now)})`);
    page.pair('Termination Grace Period', `${numberAt(pod, 'metadata', 'deletionGracePeriodSeconds') ?? 0}s`);
  } else page.pair('Status', phase);
  page.maybe('Reason', textAt(pod, 'status', 'reason'));
  page.maybe('Message', textAt(pod, 'status', 'message'));
};

const conditionLines = (page: Page, pod: JsonObject): void => {
  const conditions = listAt(pod, 'status', 'conditions');
  if (conditions.length === 0) return;
  page.line(0, 'Conditions:');
  page.line(1, 'Type\tStatus');
  for (const condition of conditions)
    page.line(1, `${textAt(condition, 'type') ?? ''} \t${textAt(condition, 'status') ?? ''} `);
};

export const describePod = (page: Page, pod: JsonObject, now: number): void => {
  const spec = objectAt(pod, 'spec') ?? {};
  const status = objectAt(pod, 'status') ?? {};
  page.pair('Name', textAt(pod, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(pod, 'metadata', 'namespace') ?? '');
  page.pair('Priority', String(numberAt(spec, 'priority') ?? 0));
  page.maybe('Priority Class Name', textAt(spec, 'priorityClassName'));
  page.pair('Service Account', textAt(spec, 'serviceAccountName') ?? 'default');
  const node = textAt(spec, 'nodeName') ?? '';
  page.pair('Node', node === '' ? '<none>' : `${node}/${textAt(status, 'hostIP') ?? ''}`);
  const started = textAt(status, 'startTime');
  if (started !== undefined) page.pair('Start Time', longTime(started));
  metadata(page, pod);
  statusLines(page, pod, now);
  const ips = listAt(status, 'podIPs').map((one) => textAt(one, 'ip') ?? '');
  page.pair('IP', textAt(status, 'podIP') ?? '');
  if (ips.length === 0) page.pair('IPs', '<none>');
  else page.line(0, 'IPs:');
  for (const ip of ips) page.pair('IP', ip, 1);
  const owner = listAt(pod, 'metadata', 'ownerReferences').find((one) => flagAt(one, 'controller'));
  if (isJsonObject(owner)) page.pair('Controlled By', `${textAt(owner, 'kind') ?? ''}/${textAt(owner, 'name') ?? ''}`);
  page.maybe('NominatedNodeName', textAt(status, 'nominatedNodeName'));
  containers(page, 'Init Containers', listAt(spec, 'initContainers'), listAt(status, 'initContainerStatuses'), 0);
  containers(page, 'Containers', listAt(spec, 'containers'), listAt(status, 'containerStatuses'), 0);
  conditionLines(page, pod);
  volumes(page, listAt(spec, 'volumes'), 0);
  page.pair('QoS Class', textAt(status, 'qosClass') ?? '');
  placement(page, spec, 0);
};
