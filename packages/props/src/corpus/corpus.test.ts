import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Case } from '../arbitraries/case.ts';
import { mutants } from '../mutants/index.ts';
import { findings, messages } from '../properties/playing.ts';

interface Kept extends Case {
  /** `loop=mutant`; empty when the real loops were wrong and have been mended. */
  readonly variant: string;
  readonly breaks: string;
}

const kept = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    // Written by whoever found it, in the form of Kept.
    const one = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Kept;
    return [file, one] as const;
  });

describe('EN-64: what was found once', () => {
  test.each(kept)('%s holds with the real control loops', (_file, one) => {
    expect(messages(one, findings(one))).toEqual([]);
  });

  test.each(kept.filter(([, { variant }]) => variant !== ''))('%s still breaks its variant', (_file, one) => {
    const mutant = mutants.find(({ loop, name }) => `${loop}=${name}` === one.variant);
    expect(mutant, one.variant).toBeDefined();
    expect(messages(one, findings(one, mutant), one.breaks)).not.toEqual([]);
  });
});
