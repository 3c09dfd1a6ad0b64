import * as E from 'fp-ts/lib/Either.js';
import type { Deviation } from '@orrery/core/engine';

/** Reads what `deviationsText` writes. */
export const parseDeviations = (text: string): E.Either<string, readonly Deviation[]> => {
  if (text === '') return E.right([]);
  const deviations: Deviation[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d{1,9}):(\d{1,4})$/.exec(part);
    if (match === null) return E.left(`invalid deviations "${text}": expected pairs such as 12:1,40:2`);
    deviations.push({ step: Number(match[1]), pick: Number(match[2]) });
  }
  return E.right(deviations);
};
