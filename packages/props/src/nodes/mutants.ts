import {
  anyController,
  nodeHeartbeat,
  nodeLifecycle,
  podGarbageCollector,
  taintEviction,
  type AnyController,
  type LoopName,
} from '@orrery/controllers';
import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { listAt, objectAt, textAt } from '@orrery/core/cluster';
import { nothing, type Planning, type Step } from '@orrery/core/control';
import { retouch } from '../mutants/retouch.ts';

/** A planted bug, and the rule or promise that has to notice it. */
export interface NodeMutant {
  readonly name: string;
  readonly loop: LoopName;
  readonly does: string;
  readonly breaks: string;
  readonly controller: AnyController;
}

const hastyEviction: NodeMutant = {
  name: 'hasty-eviction',
  loop: 'taint-eviction',
  does: 'Deletes pods when it sees the taint, without waiting for their toleration.',
  breaks: 'patient-eviction',
  controller: anyController({
    ...taintEviction,
    plan: (memory, key, planning) => {
      const plan = taintEviction.plan(memory, key, planning);
      const pod = planning.view.tables.Pod.get(key);
      if (plan.requeueAfterUs === undefined || pod === undefined) return plan;
      const { namespace, name } = pod.meta;
      return { steps: [{ command: { type: 'Delete', kind: 'Pod', namespace, name }, onRejection: 'continue' }] };
    },
  }),
};

const deafEviction: NodeMutant = {
  name: 'deaf-eviction',
  loop: 'taint-eviction',
  does: 'Does not hear that a taint has gone.',
  breaks: 'caused-eviction',
  controller: anyController({
    ...taintEviction,
    observe: (memory, change, observing) => {
      const gone = change.kind === 'Node' && change.after?.taints.some(({ effect }) => effect === 'NoExecute') !== true;
      if (!gone) taintEviction.observe(memory, change, observing);
    },
  }),
};

const withNoExecute = (step: Step, { body }: Planning): Step => {
  const { command } = step;
  if (command.type !== 'Update' || !isJsonObject(command.body.json)) return step;
  const spec = objectAt(command.body.json, 'spec') ?? {};
  const taints = listAt(spec, 'taints');
  const key = 'node.kubernetes.io/unreachable';
  if (!taints.some((one) => textAt(one, 'key') === key)) return step;
  const more: JsonObject = { key, effect: 'NoExecute' };
  const written = body({ ...command.body.json, spec: { ...spec, taints: [...taints, more] } });
  return { ...step, command: { ...command, body: written } };
};

const eagerTaints: NodeMutant = {
  name: 'eager-taints',
  loop: 'node-lifecycle',
  does: 'Puts the NoExecute taint on together with the NoSchedule taint, past its queue.',
  breaks: 'paced-taints',
  controller: anyController(
    retouch(nodeLifecycle, (steps, key, planning) =>
      key > 1 ? steps.map((step) => withNoExecute(step, planning)) : steps,
    ),
  ),
};

const rashCollector: NodeMutant = {
  name: 'rash-collector',
  loop: 'pod-gc',
  does: 'Removes pods that are on their way out of any node that is not Ready.',
  breaks: 'founded-removal',
  controller: anyController({
    ...podGarbageCollector,
    observe: (memory, change, observing) => {
      podGarbageCollector.observe(memory, change, observing);
      if (change.kind === 'Pod' && change.after?.meta.deletion !== undefined) observing.queue.addAfter(0, 20_000_000);
    },
    plan: (memory, key, planning) => {
      const plan = podGarbageCollector.plan(memory, key, planning);
      const { tables } = planning.view;
      const stuck = tables.Pod.toArray().filter(
        ({ meta, node }) => meta.deletion !== undefined && tables.Node.find('', node)?.ready === 'Unknown',
      );
      const steps = stuck.map(({ meta }): Step => {
        const { namespace, name } = meta;
        return { command: { type: 'Delete', kind: 'Pod', namespace, name, graceSeconds: 0 }, onRejection: 'continue' };
      });
      return { ...plan, steps: [...plan.steps, ...steps] };
    },
  }),
};

const grudge: NodeMutant = {
  name: 'grudge',
  loop: 'node-lifecycle',
  does: 'Holds the silence of a node against the next one of its name.',
  breaks: 'new-incarnation',
  controller: anyController({
    ...nodeLifecycle,
    observe: (memory, change, observing) => {
      nodeLifecycle.observe(memory, change, observing);
      if (change.kind !== 'Node' || change.before !== undefined || change.after === undefined) return;
      const silence = memory.machine.silent.get(change.after.meta.name);
      if (silence === undefined) return;
      silence.probe = 0;
      observing.queue.addAfter(0, 5_000_000);
    },
  }),
};

const idleEviction: NodeMutant = {
  name: 'idle-eviction',
  loop: 'taint-eviction',
  does: 'Evicts nobody.',
  breaks: 'pods leave dead nodes',
  controller: anyController({ ...taintEviction, plan: () => nothing }),
};

const muteKubelet: NodeMutant = {
  name: 'mute-kubelet',
  loop: 'node-heartbeat',
  does: 'Does not say that its node is Ready again.',
  breaks: 'nodes recover',
  controller: anyController({ ...nodeHeartbeat, plan: () => nothing }),
};

export const nodeMutants: readonly NodeMutant[] = [
  hastyEviction,
  deafEviction,
  eagerTaints,
  rashCollector,
  grudge,
  idleEviction,
  muteKubelet,
];
