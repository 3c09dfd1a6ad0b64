import { readAmounts, textsAt, type PodRecord, type Requests } from '@orrery/core/cluster';
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

/** What a container may use of its node at most; 0: as much as there is. */
export const limitsOf = ({ spec }: Place): Requests => readAmounts(textsAt(spec.json, 'resources', 'limits'));
