import { never, priority, type Instant } from '@orrery/core/engine';
import type { Cluster } from '@orrery/core/control';
import type { TimedInput } from './input.ts';
import type { Receiver } from './receiver.ts';

/** Lets the recorded inputs of a run happen, each at its instant after everything else that is due then. */
export class InputPlayer {
  readonly #cluster: Cluster;
  readonly #inputs: readonly TimedInput[];
  readonly #receiver: Receiver;
  readonly #participant: number;
  #next = 0;

  constructor(cluster: Cluster, inputs: readonly TimedInput[], receiver: Receiver) {
    this.#cluster = cluster;
    this.#inputs = inputs;
    this.#receiver = receiver;
    this.#participant = cluster.core.simulation.register(
      {
        deliver: () => undefined,
        notice: () => this.#take(),
      },
      [],
    );
    this.#schedule();
  }

  /** When the next one comes; `never` when all have. */
  get due(): Instant {
    return this.#inputs[this.#next]?.at ?? never;
  }

  #schedule(): void {
    // Periodic: a recorded input must not keep a step from seeing quiet that it saw when the input had yet to come.
    if (this.due !== never)
      this.#cluster.core.simulation.schedule(this.#participant, 0, this.due, priority.input, this.#next, true);
  }

  #take(): void {
    const input = this.#inputs[this.#next++];
    if (input !== undefined) this.#receiver.take(input);
    this.#schedule();
  }
}
