import { History } from '@orrery/core/cluster';
import { defaultKubernetesVersion, gatesOf, kubernetesVersions } from '@orrery/core/control';
import type { Place } from './arguments.ts';
import { placed, readLog } from './log-reading.ts';
import type { Terminal } from './terminal.ts';
import { helps } from './why/cause.ts';
import { whyPod } from './why/pod.ts';
import { whyText } from './why/text.ts';

export interface WhyOptions {
  readonly at?: Place;
  readonly namespace: string;
  readonly output: 'text' | 'json';
}

/** `orrery why`: folds a log to a place, and says why a pod is as it is there. */
export const why = (path: string, pod: string, options: WhyOptions, terminal: Terminal): number => {
  const decoded = readLog(path, terminal);
  const { position, now } = placed(decoded, options.at);
  const { log, header } = decoded;
  const state = new History(log).stateAt(position);
  const version = kubernetesVersions.find((one) => one === header.kubernetesVersion) ?? defaultKubernetesVersion;
  const { epoch } = header;
  const reading = { now, view: state, version, gates: gatesOf(version), epoch };
  const root = whyPod(options.namespace, pod.replace(/^pods?\//, ''), { state, log, position, now, epoch, reading });
  terminal.out(`${options.output === 'json' ? JSON.stringify({ ...root, helps: helps(root) }) : whyText(root)}\n`);
  return 0;
};
