import { hashString, menu, type Distribution, type Duration, type Instant } from '@orrery/core/engine';
import type { PodRecord } from '@orrery/core/cluster';
import { chosen, type Planning } from '@orrery/core/control';
import { behaviourFor } from './behaviour.ts';
import type { Slot } from './containers.ts';

/** What the kubelet of a node pulls, one image after the other. */
interface PullQueue {
  freeAt: Instant;
  /** When each image that is being pulled will be there. */
  readonly coming: Map<string, Instant>;
}

/** By node. Lost when the kubelet restarts. */
export type PullQueues = Map<string, PullQueue>;

/** One pull as it will go. */
export interface Pull {
  readonly waitsUs: Duration;
  readonly takesUs: Duration;
  /** Why there will be no image. */
  readonly failure: string | undefined;
}

/** KL-16: takes a place in the node's queue. What is there already is only compared with the registry. Source: serialImagePuller. */
export const queuePull = (
  queues: PullQueues,
  pod: PodRecord,
  slot: Slot,
  attempt: number,
  planning: Planning,
): Pull => {
  const { now, choices, timing, physical } = planning;
  const { image } = slot.spec;
  const { pull } = behaviourFor(pod, slot, planning);
  let queue = queues.get(pod.node);
  if (queue === undefined) {
    queue = { freeAt: now, coming: new Map() };
    queues.set(pod.node, queue);
  }
  const startsAt = Math.max(now, queue.freeAt);
  const place = pull === undefined ? 0 : choices.below('kubelet/pullFails', pod.uid, attempt, slot.index, 1_000_000);
  const failing = pull === undefined ? undefined : chosen(pull.failures, attempt, place);
  const present = physical.hasImage(pod.node, image) || (queue.coming.get(image) ?? Infinity) <= startsAt;
  const full = pull?.takes ?? timing.imagePull;
  const short = present || (failing !== undefined && failing.error !== 'timeout');
  const takesUs = choices.delay('kubelet/pull', pod.uid, attempt, slot.index, short ? shortest(full) : full);
  queue.freeAt = startsAt + takesUs;
  if (failing === undefined) queue.coming.set(image, queue.freeAt);
  return {
    waitsUs: startsAt - now,
    takesUs,
    failure: failing === undefined ? undefined : pullError(failing.error, image),
  };
};

/** An image is there, or will not come: the queue of its node may be done with, and a million nodes must not keep theirs. */
export const endPull = (queues: PullQueues, node: string, image: string, now: Instant): void => {
  const queue = queues.get(node);
  if (queue === undefined) return;
  const comes = queue.coming.get(image);
  if (comes !== undefined && comes <= now) queue.coming.delete(image);
  if (queue.coming.size === 0 && queue.freeAt <= now) queues.delete(node);
};

const shortest = (distribution: Distribution): Distribution => [{ perMille: 0, valueUs: menu(distribution).min }];

/** How big an image is said to be: made up, and the same wherever it is pulled, 20 to 200 MB. */
export const imageBytes = (image: string, given: number | undefined): string =>
  String(given ?? 20_000_000 + ((hashString(image) >>> 0) % 180_000_000));

/** The full name of an image: `nginx` is `docker.io/library/nginx:latest`. Source: distribution/reference. */
export const fullImage = (image: string): string => {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  const path = hasRegistry ? image : rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`;
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.includes(':') || last.includes('@') ? path : `${path}:latest`;
};

/** What containerd answers. Words other than these are given as they are. */
const pullError = (error: string, image: string): string => {
  const full = fullImage(image);
  const head = (code: string): string =>
    `rpc error: code = ${code} desc = failed to pull and unpack image "${full}": failed to resolve reference "${full}": `;
  switch (error) {
    case 'notFound':
      return `${head('NotFound')}${full}: not found`;
    case 'denied':
      return `${head('Unknown')}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
    case 'timeout': {
      const slash = full.indexOf('/');
      const colon = full.lastIndexOf(':');
      const host = full.startsWith('docker.io/') ? 'registry-1.docker.io' : full.slice(0, slash);
      const url = `https://${host}/v2/${full.slice(slash + 1, colon)}/manifests/${full.slice(colon + 1)}`;
      return `${head('DeadlineExceeded')}failed to do request: Head "${url}": dial tcp: i/o timeout`;
    }
    default:
      return error;
  }
};
