import { Piscina } from 'piscina';
import { seedCount, type SeedRange } from './seed-range.ts';
import type { BrokenSeed, Campaign, SeedRun } from './seed-run.ts';

/** How to go about a campaign. */
export interface PlayingSeeds {
  /** Called after each seed. */
  readonly progress?: ((played: number) => void) | undefined;
  /** Stops the campaign: what has been played until then is kept. */
  readonly signal?: AbortSignal | undefined;
}

/** Compiled, since threads of Node cannot read TypeScript; the way there is the same from `src` and from `dist`. */
const compiledWorker = new URL('../dist/worker.js', import.meta.url);

const broken = (seed: number, error: unknown): BrokenSeed => ({
  outcome: 'broken',
  seed,
  message: error instanceof Error ? error.message : String(error),
});

/** Threads that play seeds of one campaign. They are made once, and stay warm. */
export class SeedPool {
  readonly #pool: Piscina<number, SeedRun>;
  readonly #workers: number;

  /** `worker`: the module of a thread, in place of our own. */
  constructor(campaign: Campaign, workers: number, worker: URL = compiledWorker) {
    this.#workers = workers;
    this.#pool = new Piscina<number, SeedRun>({
      filename: worker.href,
      name: 'playSeed',
      workerData: campaign,
      minThreads: workers,
      maxThreads: workers,
      execArgv: [],
    });
    // A thread that dies takes its own seed with it, which says so; the pool starts another one.
    this.#pool.on('error', () => undefined);
  }

  /**
   * Plays seeds, and gives what each gave in the order of the seeds, however many threads there are. A seed that cannot be
   * played to its end is one that is `broken`: nothing of the others is lost.
   */
  async play(range: SeedRange, { progress, signal }: PlayingSeeds = {}): Promise<readonly SeedRun[]> {
    const runs: (SeedRun | undefined)[] = Array.from({ length: seedCount(range) });
    let next = range.first;
    let played = 0;
    const lane = async (): Promise<void> => {
      while (next <= range.last && signal?.aborted !== true) {
        const seed = next++;
        const run = await this.#playOne(seed, signal);
        if (run === undefined) return;
        runs[seed - range.first] = run;
        progress?.(++played);
      }
    };
    // One seed more than threads is under way, so that no thread waits for the next one; more would hold up an interruption.
    await Promise.all(Array.from({ length: Math.min(this.#workers * 2, seedCount(range)) }, lane));
    return runs.filter((run) => run !== undefined);
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** undefined: it was interrupted. */
  async #playOne(seed: number, signal: AbortSignal | undefined): Promise<SeedRun | undefined> {
    try {
      return await this.#pool.run(seed, signal === undefined ? {} : { signal });
    } catch (error) {
      return signal?.aborted === true ? undefined : broken(seed, error);
    }
  }
}
