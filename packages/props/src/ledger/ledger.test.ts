import { expect, test } from 'vitest';
import { findings } from '../properties/playing.ts';
import { ledger } from './index.ts';

test.each(ledger.map((entry) => [entry.breaks, entry.upstream, entry] as const))(
  'EN-67: %s is really not kept, as in %s',
  (name, _upstream, { example, covers }) => {
    const { violations = [] } = findings(example).find(({ invariant }) => invariant.name === name) ?? {};
    expect(violations).not.toEqual([]);
    expect(violations.filter((violation) => !covers(violation, example))).toEqual([]);
  },
);
