import { hashString } from '@orrery/core/engine';
import { uuidOf, type EventTemplate, type PodRecord } from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';
import type { Place } from './containers.ts';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'kubelet',
  series: false,
});

const templates = {
  pulling: template('Normal', 'Pulling', 'Pulling image "{0}"'),
  pulled: template(
    'Normal',
    'Pulled',
    'Successfully pulled image "{0}" in {d0} ({d1} including waiting). Image size: {1} bytes.',
  ),
  present: template(
    'Normal',
    'Pulled',
    'Container image "{0}" already present on machine and can be accessed by the pod',
  ),
  created: template('Normal', 'Created', 'Container created'),
  started: template('Normal', 'Started', 'Container started'),
  killing: template('Normal', 'Killing', 'Stopping container {0}'),
  backOff: template('Warning', 'BackOff', 'Back-off restarting failed container {0} in pod {1}'),
} as const;

/** KL-6: a step that reports what happened to a container. */
export const reported = (
  pod: PodRecord,
  place: Pick<Place, 'fieldPath'>,
  name: keyof typeof templates,
  args: readonly string[] = [],
  durationsUs: readonly number[] = [],
): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[name],
    regarding: {
      kind: 'Pod',
      namespace: pod.meta.namespace,
      name: pod.meta.name,
      uid: pod.uid,
      fieldPath: place.fieldPath,
    },
    args,
    durationsUs,
    host: pod.node,
  },
  onRejection: 'continue',
});

/** How the kubelet names a pod in messages. */
export const podText = ({ meta, uid }: PodRecord): string => `${meta.name}_${meta.namespace}(${uuidOf('Pod', uid)})`;

/** Made up, and the same wherever the image is pulled: 20 to 200 MB. */
export const imageBytes = (image: string): string => String(20_000_000 + ((hashString(image) >>> 0) % 180_000_000));
