import type { Json } from '@orrery/core/engine';
import {
  addRequests,
  controllerOf,
  isTerminal,
  noRequests,
  type ContainerSpec,
  type HostPort,
  type PodRecord,
  type Requests,
  type Uid,
} from '@orrery/core/cluster';

/** What scoring takes a container to need when it asks for nothing. Source: schedutil.DefaultMilliCPURequest. */
const assumedCpuMilli = 100;
const assumedMemoryBytes = 200 * 1024 * 1024;

const scored = ({ requests }: ContainerSpec): Requests => ({
  ...requests,
  cpuMilli: requests.cpuMilli === 0 ? assumedCpuMilli : requests.cpuMilli,
  memoryBytes: requests.memoryBytes === 0 ? assumedMemoryBytes : requests.memoryBytes,
});

/** What a pod counts for in scores. */
export const scoredRequests = ({ spec }: PodRecord): Requests =>
  spec.containers.map(scored).reduce(addRequests, noRequests);

const negated = (requests: Requests): Requests => ({
  cpuMilli: -requests.cpuMilli,
  memoryBytes: -requests.memoryBytes,
  ephemeralBytes: -requests.ephemeralBytes,
  others: Object.fromEntries(Object.entries(requests.others).map(([name, value]) => [name, -value])),
});

/** Does the pod take room on its node? Finished ones do not, terminating ones do. */
export const takesRoom = (pod: PodRecord): boolean => pod.node !== '' && !isTerminal(pod);

/** What runs on one node, as far as it concerns room for more. */
export class NodeInfo {
  readonly #pods = new Map<Uid, PodRecord>();
  #requested = noRequests;
  #scored = noRequests;

  get pods(): ReadonlyMap<Uid, PodRecord> {
    return this.#pods;
  }

  get requested(): Requests {
    return this.#requested;
  }

  get scored(): Requests {
    return this.#scored;
  }

  put(pod: PodRecord): void {
    if (!this.#pods.has(pod.uid)) {
      this.#requested = addRequests(this.#requested, pod.spec.requests);
      this.#scored = addRequests(this.#scored, scoredRequests(pod));
    }
    this.#pods.set(pod.uid, pod);
  }

  remove(uid: Uid): void {
    const pod = this.#pods.get(uid);
    if (pod === undefined) return;
    this.#pods.delete(uid);
    this.#requested = addRequests(this.#requested, negated(pod.spec.requests));
    this.#scored = addRequests(this.#scored, negated(scoredRequests(pod)));
  }

  /** Pods of the same controller. */
  countOf(owner: string): number {
    let count = 0;
    for (const pod of this.#pods.values()) if (controllerOf(pod.meta)?.uid === owner) count++;
    return count;
  }

  /** Is a host port of the pod taken? Two clash on equal port and protocol, and equal or unspecific addresses. */
  clashes(pod: PodRecord): boolean {
    const wanted = pod.spec.containers.flatMap(({ hostPorts }) => hostPorts);
    if (wanted.length === 0) return false;
    const taken = [...this.#pods.values()].flatMap(({ spec }) => spec.containers.flatMap(({ hostPorts }) => hostPorts));
    return wanted.some((one) => taken.some((other) => samePort(one, other)));
  }

  toJson(): Json {
    return { pods: [...this.#pods.keys()].sort((a, b) => a - b), cpuMilli: this.#requested.cpuMilli };
  }
}

const samePort = (a: HostPort, b: HostPort): boolean => {
  const anywhere = (ip: string): boolean => ip === '' || ip === '0.0.0.0';
  const sameIp = a.hostIp === b.hostIp || anywhere(a.hostIp) || anywhere(b.hostIp);
  return a.port === b.port && a.protocol === b.protocol && sameIp;
};
