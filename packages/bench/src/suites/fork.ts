import { Edit, Vector } from '@orrery/core/engine';
import { timed, type Figure } from '../suite.ts';

const records = 1_000_000;

interface Stored {
  readonly uid: number;
  readonly version: number;
  readonly phase: number;
}

/** Forking the facts of 10⁶ records, and the first write after it, against a structured clone of the same records. */
export const fork = async (): Promise<readonly Figure[]> => {
  let vector = Vector.empty<Stored>();
  const edit = new Edit();
  const plain: Stored[] = [];
  for (let uid = 0; uid < records; uid++) {
    const stored = { uid, version: 0, phase: 0 };
    vector = vector.set(uid, stored, edit);
    plain.push(stored);
  }
  let kept: unknown;
  const { forked = 0, cloned = 0 } = await timed(
    {
      forked: () => {
        for (let i = 0; i < 1000; i++) kept = vector.set(i * 997, { uid: i, version: 1, phase: 1 }, new Edit());
      },
      cloned: () => {
        kept = structuredClone(plain);
      },
    },
    { iterations: 3, rounds: 1 },
  );
  if (kept === undefined) throw new Error('never: keeps the results alive');
  const suite = 'fork';
  return [
    { suite, name: `fork of ${records} records and a first write`, value: forked, unit: 'µs' },
    { suite, name: 'structuredClone of the same', value: cloned * 1000, unit: 'µs' },
    { suite, name: 'structuredClone ÷ fork', value: (cloned * 1000) / forked, unit: '×' },
  ];
};
