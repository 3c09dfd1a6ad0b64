import type { PodRecord } from '@orrery/core/cluster';
import { behaviourOf, type ContainerBehaviour, type Planning } from '@orrery/core/control';
import type { Place } from './containers.ts';

const plain: ContainerBehaviour = Object.freeze({});

/** How one container of a pod behaves. */
export const behaviourFor = (pod: PodRecord, { spec }: Place, { behaviours }: Planning): ContainerBehaviour =>
  behaviours.length === 0
    ? plain
    : behaviourOf(behaviours, {
        image: spec.image,
        container: spec.name,
        namespace: pod.meta.namespace,
        labels: pod.meta.labels,
      });
