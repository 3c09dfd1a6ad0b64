import { isJsonObject, type Json } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { anyController, kubelet, volumeAttacher } from '@orrery/controllers';
import type { Mutant } from '../mutants/mutant.ts';
import { retouch } from '../mutants/retouch.ts';

/** A kubelet whose reports are put through a change. */
const reporting = (change: (status: Json) => Json) =>
  anyController(
    retouch(kubelet, (steps, _key, { body }) =>
      steps.map((step): Step => {
        const { command } = step;
        return command.type === 'ReportPodStatus'
          ? { ...step, command: { ...command, status: body(change(command.status.json)) } }
          : step;
      }),
    ),
  );

const forgetfulKubelet: Mutant = {
  name: 'forgetful-kubelet',
  loop: 'kubelet',
  does: 'Reports of every container that it was never restarted when the pod has an even number of restarts.',
  breaks: ['restart-counts'],
  controller: reporting((status) => {
    const statuses = listAt(status, 'containerStatuses').map((one) =>
      isJsonObject(one) && Number(one['restartCount'] ?? 0) % 2 === 0 ? { ...one, restartCount: 0 } : one,
    );
    return isJsonObject(status) ? { ...status, containerStatuses: statuses } : status;
  }),
};

const sternKubelet: Mutant = {
  name: 'stern-kubelet',
  loop: 'kubelet',
  does: 'Rejects a pod whose container has been restarted.',
  breaks: ['kept-pods'],
  controller: reporting((status) => {
    const restarted = listAt(status, 'containerStatuses').some(
      (one) => isJsonObject(one) && Number(one['restartCount'] ?? 0) > 0,
    );
    const message = 'Pod was rejected: it has been restarted';
    return restarted && isJsonObject(status) ? { ...status, phase: 'Failed', reason: 'Stern', message } : status;
  }),
};

/** After a final report, the start of a container. */
const startedAgain = (step: Step): readonly Step[] => {
  const { command } = step;
  if (command.type !== 'ReportPodStatus') return [step];
  const phase = textAt(command.status.json, 'phase');
  if (phase !== 'Failed' && phase !== 'Succeeded') return [step];
  return [step, { command: { type: 'StartContainer', pod: command.uid, container: 'main' }, onRejection: 'continue' }];
};

const undeadContainers: Mutant = {
  name: 'undead-containers',
  loop: 'kubelet',
  does: 'Starts a container once more after it has reported that the pod has ended.',
  breaks: ['final-containers'],
  controller: anyController(retouch(kubelet, (steps) => steps.flatMap(startedAgain))),
};

/** An attacher whose steps are put through a change. */
const attaching = (change: (step: Step, planning: Planning) => readonly Step[]) =>
  anyController(retouch(volumeAttacher, (steps, _key, planning) => steps.flatMap((step) => change(step, planning))));

const lyingAttacher: Mutant = {
  name: 'lying-attacher',
  loop: 'volume-attacher',
  does: 'Says that a disk is attached without having it attached.',
  breaks: ['attached-mounts'],
  controller: attaching((step) => (step.command.type === 'AttachDisk' ? [] : [step])),
};

const generousAttacher: Mutant = {
  name: 'generous-attacher',
  loop: 'volume-attacher',
  does: 'Attaches a disk to every node.',
  breaks: ['single-attachment'],
  controller: attaching((step, { view }) => {
    const { command } = step;
    if (command.type !== 'AttachDisk') return [step];
    return view.tables.Node.toArray().map(({ meta }) => ({ ...step, command: { ...command, node: meta.name } }));
  }),
};

const destructiveAttacher: Mutant = {
  name: 'destructive-attacher',
  loop: 'volume-attacher',
  does: 'Deletes a disk instead of detaching it.',
  breaks: ['safe-deletion'],
  controller: attaching((step) =>
    step.command.type === 'DetachDisk'
      ? [{ ...step, command: { type: 'DeleteDisk', disk: step.command.disk } }]
      : [step],
  ),
};

const hastyDetachment: Mutant = {
  name: 'hasty-detachment',
  loop: 'kubelet',
  does: 'Has the disks of a pod detached before it unmounts them.',
  breaks: ['safe-detachment'],
  controller: anyController(
    retouch(kubelet, (steps, key, { physical }) =>
      steps.flatMap((step): readonly Step[] => {
        if (step.command.type !== 'UnmountVolumes') return [step];
        const sandbox = physical.sandbox(key);
        const detached = (sandbox?.volumes ?? []).map((disk): Step => ({
          command: { type: 'DetachDisk', disk, driver: 'disk.example.com', node: sandbox?.node ?? '' },
          onRejection: 'continue',
        }));
        return [...detached, step];
      }),
    ),
  ),
};

/** Every planted bug of what runs on machines. */
export const machineMutants: readonly Mutant[] = [
  forgetfulKubelet,
  sternKubelet,
  undeadContainers,
  lyingAttacher,
  generousAttacher,
  destructiveAttacher,
  hastyDetachment,
];
