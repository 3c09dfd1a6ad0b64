import { isJsonObject } from '@orrery/core/engine';
import type { Step } from '@orrery/core/control';

/**
 * Why a request about one ordinal is made: to `create` its pod, to give a `pending` one its claims, to `mend` identity, volumes or
 * owners of claims, to `keep` the policy for a surplus pod's claims, to `stop` a pod, to `roll` it to the newest revision.
 */
export type Work = 'create' | 'pending' | 'mend' | 'keep' | 'stop' | 'roll';

/** The note on a step about one ordinal. */
export type Note = {
  readonly work: Work;
  readonly pod: string;
  /** The last claim that is made for the pod. */
  readonly last?: boolean;
  /** What is wrong with the pod's other claims already. */
  readonly errors?: readonly string[];
  /** How often it has been tried, this time included. */
  readonly attempt?: number;
};

export const noteOf = ({ note }: Step): Note | undefined =>
  // Only steps of this controller come here, and their notes that are objects are these.
  note !== undefined && isJsonObject(note) ? (note as unknown as Note) : undefined;

/** Is this a step about the same pod? */
export const isAbout =
  (pod: string) =>
  (step: Step): boolean =>
    noteOf(step)?.pod === pod;
