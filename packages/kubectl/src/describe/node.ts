import type { JsonObject } from '@orrery/core/engine';
import { flagAt, listAt, objectAt, textAt, textsAt } from '@orrery/core/cluster';
import { age } from './events.ts';
import type { Page } from './layout.ts';
import { longTime, metadata } from './values.ts';

const roles = (node: JsonObject): string => {
  const prefix = 'node-role.kubernetes.io/';
  const found = Object.entries(textsAt(node, 'metadata', 'labels')).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return [key.slice(prefix.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return found.length === 0 ? '<none>' : found.sort().join(',');
};

const conditionLines = (page: Page, node: JsonObject): void => {
  const conditions = listAt(node, 'status', 'conditions');
  if (conditions.length === 0) return;
  page.line(0, 'Conditions:');
  page.line(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  page.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const one of conditions) {
    const text = (field: string): string => textAt(one, field) ?? '';
    const changed = text('lastTransitionTime');
    const beat = text('lastHeartbeatTime') === '' ? changed : text('lastHeartbeatTime');
    const cells = [text('type'), text('status'), longTime(beat), longTime(changed), text('reason'), text('message')];
    page.line(1, `${cells.join(' \t')} `);
  }
};

const amounts = (page: Page, title: string, node: JsonObject, field: string): void => {
  const found = Object.entries(textsAt(node, 'status', field)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (found.length === 0) return;
  page.line(0, `${title}:`);
  for (const [name, amount] of found) page.pair(name, amount, 1);
};

const infoFields = [
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
] as const;

/** `pods`: those bound to the node that are not over; `now` in seconds since 1970. */
export const describeNode = (page: Page, node: JsonObject, pods: readonly JsonObject[], now: number): void => {
  page.pair('Name', textAt(node, 'metadata', 'name') ?? '');
  page.pair('Roles', roles(node));
  metadata(page, node);
  page.pair('CreationTimestamp', longTime(textAt(node, 'metadata', 'creationTimestamp') ?? ''));
  const taints = listAt(node, 'spec', 'taints').map((taint) => {
    const value = textAt(taint, 'value') ?? '';
    return `${textAt(taint, 'key') ?? ''}${value === '' ? '' : `=${value}`}:${textAt(taint, 'effect') ?? ''}`;
  });
  page.list('Taints', taints);
  page.pair('Unschedulable', String(flagAt(node, 'spec', 'unschedulable')));
  conditionLines(page, node);
  page.line(0, 'Addresses:');
  for (const one of listAt(node, 'status', 'addresses'))
    page.pair(textAt(one, 'type') ?? '', textAt(one, 'address') ?? '', 1);
  amounts(page, 'Capacity', node, 'capacity');
  amounts(page, 'Allocatable', node, 'allocatable');
  page.line(0, 'System Info:');
  for (const [title, field] of infoFields)
    page.pair(title, textAt(objectAt(node, 'status', 'nodeInfo'), field) ?? '', 1);
  page.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  if (pods.length === 0) return;
  page.line(1, 'Namespace\tName\tAge');
  page.line(1, '---------\t----\t---');
  for (const pod of pods) {
    const text = (field: string): string => textAt(pod, 'metadata', field) ?? '';
    page.line(1, [text('namespace'), text('name'), age(text('creationTimestamp'), now)].join('\t'));
  }
};
