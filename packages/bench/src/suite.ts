import { Bench } from 'tinybench';

/** One figure of a suite: a number with its unit or, as a digest is, a text, and the bar that it should clear, if there is one. */
export interface Figure {
  readonly suite: string;
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
  readonly bar?: { readonly atLeast?: number; readonly atMost?: number };
}

/** Does a figure clear its bar? undefined: it has none. */
export const clears = ({ value, bar }: Figure): boolean | undefined => {
  if (bar === undefined || typeof value === 'string') return undefined;
  return value >= (bar.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (bar.atMost ?? Number.POSITIVE_INFINITY);
};

/** Times tasks against one another in one process: the mean milliseconds of each, by its name, taken in turns. */
export const timed = async (
  tasks: Readonly<Record<string, () => void>>,
  { iterations = 8, rounds = 3 }: { readonly iterations?: number; readonly rounds?: number } = {},
): Promise<Readonly<Record<string, number>>> => {
  const best: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ iterations, time: 0, warmupIterations: 2, warmupTime: 0, throws: true });
    for (const [name, task] of Object.entries(tasks)) bench.add(name, task);
    await bench.run();
    for (const { name, result } of bench.tasks) {
      const mean = 'latency' in result ? result.latency.p50 : Number.NaN;
      best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, mean);
    }
  }
  return best;
};
