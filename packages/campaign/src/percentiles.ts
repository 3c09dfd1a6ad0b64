/** A value of one seed. */
export interface Sample {
  readonly seed: number;
  readonly value: number;
}

/** How a quantity is spread over seeds: each percentile is a value that really occurred (nearest rank). */
export interface Spread {
  readonly seeds: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** The first seed with the greatest value. */
  readonly maxSeed: number;
}

/** undefined when there is no sample. */
export const spreadOf = (samples: readonly Sample[]): Spread | undefined => {
  const sorted = samples.toSorted((a, b) => a.value - b.value || b.seed - a.seed);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const rank = (percent: number): number =>
    sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]?.value ?? last.value;
  return {
    seeds: sorted.length,
    min: first.value,
    p50: rank(50),
    p90: rank(90),
    p99: rank(99),
    max: last.value,
    maxSeed: last.seed,
  };
};
