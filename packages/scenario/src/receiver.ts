import * as E from 'fp-ts/lib/Either.js';
import type { Epoch } from '@orrery/core/cluster';
import type { Json } from '@orrery/core/engine';
import type { Request, Response } from '@orrery/core/api';
import type { Cluster } from '@orrery/core/control';
import { injectFault, parseFaultTarget, type Fault, type FaultName } from '@orrery/core/faults';
import { Input, type RecordedRequest } from './input.ts';
import { requester } from './request.ts';
import type { FaultStep } from './step.ts';

/** Why a fault did not happen. */
export type FaultRefusal = string;

/** The fault that an entry names; each has exactly one. */
export const faultOf = (entry: FaultStep): E.Either<FaultRefusal, Fault> => {
  const [name = '', text = ''] = Object.entries(entry)[0] ?? [];
  const target = parseFaultTarget(text);
  // The codec of the entry knows no other names than those of faults.
  return E.isLeft(target) ? target : E.right({ name: name as FaultName, target: target.right });
};

/**
 * The one door for what comes in from outside of a run: it is recorded word for word, and then happens with that record as its
 * cause. Whoever opens it has seen to it that everything else due by now has happened.
 */
export class Receiver {
  readonly #cluster: Cluster;
  readonly #request: ReturnType<typeof requester>;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#request = requester(cluster);
  }

  /** A request that changes something. `epoch`: how the client's texts name instant 0, if not as the run does. */
  request(command: string, request: Request, epoch?: Epoch): Response {
    // Whoever asked has been answered by then: a dry run changes nothing and is not recorded.
    if (request.dryRun === true) return this.#request(request, 0, epoch);
    const { dryRun: _, ...recorded } = request;
    const cause = this.#record({
      command,
      request: recorded as RecordedRequest,
      ...(epoch === undefined ? {} : { epoch }),
    });
    return this.#request(request, cause, epoch);
  }

  /** Lets a fault happen. */
  fault(command: string, entry: FaultStep): E.Either<FaultRefusal, number> {
    const fault = faultOf(entry);
    if (E.isLeft(fault)) return fault;
    this.#record({ command, fault: entry });
    return injectFault(this.#cluster, fault.right);
  }

  /** Lets a recorded input happen again. What it is answered nobody hears. */
  take({ command = '', request, epoch, fault }: Input): void {
    if (request !== undefined) this.request(command, request as Request, epoch);
    if (fault !== undefined) this.fault(command, fault);
  }

  #record(input: Input): number {
    const { command = '', ...rest } = input;
    const json = Input.encode(rest) as Json; // its codec writes JSON
    const answer = this.#cluster.submit({ type: 'ReceiveRequest', command, input: this.#cluster.core.body(json) });
    return E.isRight(answer) ? answer.right : 0;
  }
}
