import type { EventTemplate, NodeRecord, PodRecord, Uid } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'node-controller',
  series: false,
});

const templates = {
  registered: template('Normal', 'RegisteredNode', 'Node {0} event: Registered Node {0} in Controller'),
  removing: template('Normal', 'RemovingNode', 'Node {0} event: Removing Node {0} from Controller'),
  notReady: template('Normal', 'NodeNotReady', 'Node {0} status is now: NodeNotReady'),
} as const;

const podNotReady = template('Warning', 'NodeNotReady', 'Node is not ready');

/** NL-32: a step that reports what happened to a node. */
export const reportNode = (name: string, uid: Uid, what: keyof typeof templates): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[what],
    regarding: { kind: 'Node', namespace: '', name, uid, fieldPath: '' },
    args: [name],
  },
  onRejection: 'continue',
});

export const reportNodeNotReady = ({ meta, uid }: NodeRecord): Step => reportNode(meta.name, uid, 'notReady');

/** Tells a pod that its node is not Ready. */
export const reportPodNotReady = ({ meta, uid }: PodRecord): Step => ({
  command: {
    type: 'RecordEvent',
    template: podNotReady,
    regarding: { kind: 'Pod', namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args: [],
  },
  onRejection: 'continue',
});
