import { bench as measure, chart, clears, kernelSuites, suites, table, type Sizes } from '@orrery/bench';
import { didYouMean } from '@orrery/scenario';
import { writeBytes } from './files.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface BenchOptions extends Sizes {
  readonly output: 'table' | 'json';
  /** Where the chart of cost per pod goes. */
  readonly chart?: string;
}

/** `orrery bench`: measures, and prints figures as they come. A bar that is missed is said, and is no failure: machines differ. */
export const bench = async (
  names: readonly string[],
  { output, chart: chartPath, ...sizes }: BenchOptions,
  terminal: Terminal,
): Promise<number> => {
  const known = Object.keys(suites);
  for (const name of names)
    if (!known.includes(name))
      throw new UsageError(`bench: there is no suite "${name}"${didYouMean(name, known)}; known: ${known.join(', ')}`);
  const figures = await measure(names.length === 0 ? kernelSuites : names, sizes, (some) => {
    if (output === 'table') terminal.out(`${table(some)}\n\n`);
  });
  if (chartPath !== undefined) {
    const drawn = chart(figures);
    if (drawn === undefined) throw new UsageError('bench: only peers measures what --chart shows');
    writeBytes(chartPath, new TextEncoder().encode(drawn));
  }
  if (output === 'json')
    terminal.out(`${JSON.stringify({ figures: figures.map((one) => ({ ...one, clears: clears(one) })) })}\n`);
  return 0;
};
