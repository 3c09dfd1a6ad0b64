import type { View } from '../cluster/index.ts';
import type { BackOff } from './back-off.ts';
import type { ClusterCore } from './cluster-core.ts';
import type { Observing, Planning, Queue } from './controller.ts';
import type { Expectations } from './expectations.ts';
import { defaultKubeletConfiguration } from './kubelet-configuration.ts';
import { provisionerNamed } from './provisioner.ts';

/** What a component has of its own that its controller may use. */
interface Own {
  readonly view: View;
  readonly expectations: Expectations;
  readonly backOff: BackOff;
  readonly queue: Queue;
}

/*
 * A component makes each of these once: there is one look at the world for every change that anybody hears of, and only the time is
 * another each time.
 */

/** What observing may use, as long as the component runs. */
export const observing = (
  { simulation, settings, gates }: ClusterCore,
  { view, queue, expectations }: Own,
  live: boolean,
): Observing => ({
  get now() {
    return simulation.now;
  },
  view,
  version: settings.version,
  gates,
  epoch: settings.epoch,
  queue,
  expectations,
  live,
});

/** What planning may use, as long as the component runs. */
export const planning = (core: ClusterCore, { view, expectations, backOff }: Own): Planning => {
  const { simulation, settings, gates, state, body } = core;
  return {
    get now() {
      return simulation.now;
    },
    view,
    version: settings.version,
    gates,
    epoch: settings.epoch,
    choices: simulation.choices,
    timing: settings.timing,
    behaviours: settings.behaviours ?? [],
    kubelets: settings.kubelets ?? defaultKubeletConfiguration,
    provisioner: (name) => provisionerNamed(settings.provisioners ?? [], name),
    expectations,
    backOff,
    physical: state.physical,
    answered: (position) => core.objectAt(position),
    listed: state,
    live: ({ kind, namespace, name }) => state.tables[kind].find(namespace, name),
    body,
  };
};
