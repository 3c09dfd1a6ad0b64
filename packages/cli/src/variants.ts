import { loopNames, type AnyController, type LoopName } from '@orrery/controllers';
import { mutants } from '@orrery/props';
import { didYouMean } from '@orrery/scenario';
import { UsageError } from './usage-error.ts';

/** Reads `LOOP=NAME` options: which control loops run in another form than the usual. */
export const variantsOf = (texts: readonly string[]): Readonly<Partial<Record<LoopName, AnyController>>> => {
  const variants: Partial<Record<LoopName, AnyController>> = {};
  for (const text of texts) {
    const [loopText = '', name = ''] = text.split('=');
    const loop = loopNames.find((one) => one === loopText);
    if (loop === undefined)
      throw new UsageError(
        `--variant ${text}: there is no control loop "${loopText}"${didYouMean(loopText, loopNames)}`,
      );
    const known = mutants.filter((mutant) => mutant.loop === loop);
    const found = known.find((mutant) => mutant.name === name);
    if (found === undefined)
      throw new UsageError(
        `--variant ${text}: there is no variant "${name}" of ${loop}; known: ${known.map((one) => one.name).join(', ') || 'none'}`,
      );
    variants[loop] = found.controller;
  }
  return variants;
};

/** The same by name, for whoever makes them elsewhere. */
export const variantNames = (texts: readonly string[]): Readonly<Partial<Record<LoopName, string>>> =>
  Object.fromEntries(texts.map((text) => text.split('=')));
