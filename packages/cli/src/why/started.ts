import { at, listAt, numberAt, textAt, toObject, type NodeRecord, type PodRecord } from '@orrery/core/cluster';
import type { Json, JsonObject } from '@orrery/core/engine';
import { lastAttemptLines } from './attempt.ts';
import { cause, type Cause } from './cause.ts';
import { claimCause } from './claim.ts';
import { lastEvent, reportsOf, type Scene } from './scene.ts';

/** Whether a node's kubelet can do anything about its pods. */
export const nodeCause = (name: string, { state }: Scene): Cause | undefined => {
  const node: NodeRecord | undefined = state.tables.Node.find('', name);
  if (node === undefined)
    return cause(`node ${name} no longer exists`, { unblocks: ['wait for the pod garbage collector'] });
  if (node.ready === 'True') return undefined;
  const ready = node.status.conditions.find(({ type }) => type === 'Ready');
  return cause(`node ${name} is not Ready${ready?.message === undefined ? '' : `: ${ready.message}`}`, {
    unblocks: [
      `bring node ${name} back`,
      `if it is off for good: kubectl taint node ${name} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`,
    ],
  });
};

/** What a container that is not running waits for, by the reason that its kubelet gives. */
const waitingCause = (
  name: string,
  image: string,
  waiting: JsonObject,
  restarts: number,
  last: Json | undefined,
): Cause => {
  const reason = textAt(waiting, 'reason') ?? 'Waiting';
  const message = textAt(waiting, 'message');
  const details = message === undefined ? [] : [message];
  switch (reason) {
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
      return cause(`container ${name}: its image ${image} cannot be had (${reason})`, {
        details,
        unblocks: [`name an image that exists instead of ${image}`],
      });
    case 'CrashLoopBackOff': {
      const code = numberAt(last, 'terminated', 'exitCode');
      const why = textAt(last, 'terminated', 'reason') ?? 'Error';
      return cause(
        `container ${name} ends again and again: ${restarts} restarts, last ${why}, exit code ${code ?? '?'}`,
        {
          details,
          unblocks: [`mend what container ${name} runs, or its limits`],
        },
      );
    }
    default:
      return cause(`container ${name} is not running yet (${reason})`, { details });
  }
};

/** What keeps single containers. */
const containerCauses = (pod: PodRecord, scene: Scene): readonly Cause[] => {
  const object = toObject(pod, scene.epoch);
  const images = new Map(
    [...pod.spec.initContainers, ...pod.spec.containers].map(({ name, image }) => [name, image] as const),
  );
  const statuses = [
    ...listAt(object, 'status', 'initContainerStatuses'),
    ...listAt(object, 'status', 'containerStatuses'),
  ];
  return statuses.flatMap((status) => {
    const name = textAt(status, 'name') ?? '';
    const waiting = at(status, 'state', 'waiting');
    if (waiting !== undefined) {
      const restarts = numberAt(status, 'restartCount') ?? 0;
      const known = typeof waiting === 'object' && waiting !== null && !Array.isArray(waiting) ? waiting : {};
      // A container that waits only for those before it, or for the sandbox, explains nothing.
      if (['PodInitializing', 'ContainerCreating'].includes(textAt(known, 'reason') ?? '')) return [];
      return [waitingCause(name, images.get(name) ?? '', known as JsonObject, restarts, at(status, 'lastState'))]; // checked above
    }
    if (at(status, 'state', 'running') !== undefined && at(status, 'ready') === false)
      return [
        cause(`container ${name} runs and is not ready`, {
          unblocks: [`see to the readiness probe of container ${name}`],
        }),
      ];
    return [];
  });
};

const isPulling = (report: string): boolean => report.startsWith('Normal Pulling');

/** A pod that has a node and is not ready yet. */
export const startingCause = (pod: PodRecord, scene: Scene): Cause => {
  const { shape } = pod.status;
  const what = shape.phase === 'Running' ? 'Running and not Ready' : `${shape.phase} on ${pod.node}`;
  const since = lastEvent(scene, 'Pod', pod.uid);
  const [latest = ''] = reportsOf(scene, 'Pod', pod.uid, 1);
  const node = nodeCause(pod.node, scene);
  const claims = pod.claims.flatMap((claim) => claimCause(pod.meta.namespace, claim, scene) ?? []);
  const because = [...(node === undefined ? [] : [node]), ...claims, ...containerCauses(pod, scene)];
  const patience = because.length === 0 ? [isPulling(latest) ? 'wait: an image is on its way' : 'wait'] : [];
  return cause(`pod ${pod.meta.name} is ${what}`, {
    since,
    details: [...reportsOf(scene, 'Pod', pod.uid, 3), ...lastAttemptLines(scene, pod.uid)],
    because,
    unblocks: patience,
  });
};

/** A pod that has ended. */
export const endedCause = (pod: PodRecord, scene: Scene): Cause => {
  const { phase, reason, message } = pod.status.shape;
  const why = [reason, message].filter((text) => text !== undefined).join(': ');
  return cause(`pod ${pod.meta.name} is ${phase}${why === '' ? '' : ` (${why})`}`, {
    since: lastEvent(scene, 'Pod', pod.uid),
    details: reportsOf(scene, 'Pod', pod.uid, 3),
    unblocks: ['nothing will start it again: whoever controls it makes another one'],
  });
};
