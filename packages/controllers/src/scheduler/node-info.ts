import type { Json } from '@orrery/core/engine';
import {
  addRequests,
  isTerminal,
  noRequests,
  oncePerBody,
  podSpecOf,
  type ContainerSpec,
  type HostPort,
  type PodRecord,
  type Requests,
  type Uid,
} from '@orrery/core/cluster';
import { PodsByUid } from './pods-by-uid.ts';

/** What scoring takes a container to need when it asks for nothing. Source: schedutil.DefaultMilliCPURequest. */
const assumedCpuMilli = 100;
const assumedMemoryBytes = 200 * 1024 * 1024;

const scored = ({ requests }: ContainerSpec): Requests => ({
  ...requests,
  cpuMilli: requests.cpuMilli === 0 ? assumedCpuMilli : requests.cpuMilli,
  memoryBytes: requests.memoryBytes === 0 ? assumedMemoryBytes : requests.memoryBytes,
});

const scoredIn = oncePerBody((body) => podSpecOf(body).containers.map(scored).reduce(addRequests, noRequests));

/** What a pod counts for in scores. */
export const scoredRequests = ({ body }: PodRecord): Requests => scoredIn(body);

const negated = (requests: Requests): Requests => ({
  cpuMilli: -requests.cpuMilli,
  memoryBytes: -requests.memoryBytes,
  ephemeralBytes: -requests.ephemeralBytes,
  others: Object.fromEntries(Object.entries(requests.others).map(([name, value]) => [name, -value])),
});

/** Does the pod take room on its node? Finished ones do not, terminating ones do. */
export const takesRoom = (pod: PodRecord): boolean => pod.node !== '' && !isTerminal(pod);

/** What is taken on one node. */
export interface Room {
  readonly pods: readonly PodRecord[];
  readonly podCount: number;
  readonly requested: Requests;
  /** What scoring counts: pods that ask for nothing count for a little. */
  readonly scored: Requests;
  /** Is a host port of the pod taken? */
  clashes(pod: PodRecord): boolean;
}

/** What is taken on a node by two sets of pods. */
export const together = (a: Room, b: Room): Room => ({
  get pods() {
    return [...a.pods, ...b.pods];
  },
  podCount: a.podCount + b.podCount,
  requested: addRequests(a.requested, b.requested),
  scored: addRequests(a.scored, b.scored),
  clashes: (pod) => a.clashes(pod) || b.clashes(pod),
});

const hostPortsIn = oncePerBody((body) => podSpecOf(body).containers.flatMap(({ hostPorts }) => hostPorts));

const hostPortsOf = ({ body }: PodRecord): readonly HostPort[] => hostPortsIn(body);

/** Would the two pods want the same port of a node? */
export const portsClash = (a: PodRecord, b: PodRecord): boolean => {
  const taken = hostPortsOf(b);
  return taken.length > 0 && hostPortsOf(a).some((one) => taken.some((other) => samePort(one, other)));
};

/** Pods on one node, as far as they concern room for more. */
export class NodeInfo implements Room {
  readonly #pods = new PodsByUid();
  /** As many as there are pods: every attempt asks hundreds of nodes, and should find it here. */
  #podCount = 0;
  #requested = noRequests;
  #scored = noRequests;

  get podCount(): number {
    return this.#podCount;
  }

  get requested(): Requests {
    return this.#requested;
  }

  get scored(): Requests {
    return this.#scored;
  }

  /** The pods in the order in which they came. */
  get pods(): readonly PodRecord[] {
    return this.#pods.toArray();
  }

  put(pod: PodRecord): void {
    if (this.#pods.get(pod.uid) === undefined) {
      this.#podCount++;
      this.#requested = addRequests(this.#requested, pod.spec.requests);
      this.#scored = addRequests(this.#scored, scoredRequests(pod));
    }
    this.#pods.put(pod);
  }

  /** Takes a pod out; gives it. */
  remove(uid: Uid): PodRecord | undefined {
    const pod = this.#pods.get(uid);
    if (pod === undefined) return undefined;
    this.#pods.delete(uid);
    this.#podCount--;
    this.#requested = addRequests(this.#requested, negated(pod.spec.requests));
    this.#scored = addRequests(this.#scored, negated(scoredRequests(pod)));
    return pod;
  }

  clashes(pod: PodRecord): boolean {
    if (hostPortsOf(pod).length === 0) return false;
    for (const other of this.#pods) if (portsClash(pod, other)) return true;
    return false;
  }

  /** The same for equal contents, whatever way they came about. */
  toJson(): Json {
    return {
      pods: this.pods.map(({ uid }) => uid).sort((a, b) => a - b),
      cpuMilli: this.#requested.cpuMilli,
      memoryBytes: this.#requested.memoryBytes,
    };
  }
}

/** Two ports clash when number and protocol are equal, and addresses are equal or one of them is any. */
const samePort = (a: HostPort, b: HostPort): boolean => {
  const anywhere = (ip: string): boolean => ip === '' || ip === '0.0.0.0';
  const sameIp = a.hostIp === b.hostIp || anywhere(a.hostIp) || anywhere(b.hostIp);
  return a.port === b.port && a.protocol === b.protocol && sameIp;
};
