import type { EventTemplate, Uid } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'kubelet',
  series: false,
});

const status = (reason: string): EventTemplate => template('Normal', reason, `Node {0} status is now: ${reason}`);

const templates = {
  starting: template('Normal', 'Starting', 'Starting kubelet.'),
  allocatable: template('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods'),
  rebooted: template('Warning', 'Rebooted', 'Node {0} has been rebooted, boot id: {1}'),
  MemoryPressure: status('NodeHasSufficientMemory'),
  DiskPressure: status('NodeHasNoDiskPressure'),
  PIDPressure: status('NodeHasSufficientPID'),
  Ready: status('NodeReady'),
  schedulable: status('NodeSchedulable'),
  notSchedulable: status('NodeNotSchedulable'),
} as const;

export type NodeNews = keyof typeof templates;

/** NL-41: a step in which a kubelet reports what happened to its node. */
export const reported = (name: string, uid: Uid, news: NodeNews, ...args: readonly string[]): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[news],
    regarding: { kind: 'Node', namespace: '', name, uid, fieldPath: '' },
    args: templates[news].message.includes('{0}') ? [name, ...args] : args,
    host: name,
  },
  onRejection: 'continue',
});
