import type { Json } from '../engine/index.ts';

/** A number that may be given as a percentage of a total, `10%`, rounded up or down. Anything else is 0. */
export const scaledValue = (value: Json | undefined, total: number, round: 'up' | 'down'): number => {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null;
  if (percent === null) return 0;
  const exact = Number(percent[1]) * total;
  return round === 'up' ? Math.ceil(exact / 100) : Math.floor(exact / 100);
};
