import type { Instant } from '@orrery/core/engine';

/** A link of the chain from what is seen back to what is waited for. */
export interface Cause {
  /** What is the case, as a sentence without its full stop. */
  readonly says: string;
  /** The event since which it is the case; undefined: no single one. */
  readonly since: { readonly position: number; readonly at: Instant } | undefined;
  /** What is to be seen of it, line by line. */
  readonly details: readonly string[];
  /** What it comes from. */
  readonly because: readonly Cause[];
  /** What would end it: deeds of a user or of the world. */
  readonly unblocks: readonly string[];
}

export const cause = (says: string, rest: Partial<Omit<Cause, 'says'>> = {}): Cause => ({
  says,
  since: undefined,
  details: [],
  because: [],
  unblocks: [],
  ...rest,
});

/** Everything that would help, without repeats, what is nearest to the root first. */
export const helps = ({ because, unblocks }: Cause): readonly string[] => [
  ...new Set([...because.flatMap(helps), ...unblocks]),
];
