import type { View } from '@orrery/core/cluster';
import { coordinatesKey, coordinatesOf, means, nextAfter, referred, type Coordinates } from './coordinates.ts';
import { ownerIn, recordOf, virtualKey } from './identity.ts';
import type { Memory, Woken } from './memory.ts';

/**
 * GC-10: nothing is under these coordinates. Wakes the dependents that meant what was there, and of an owner that was only heard of
 * the owner itself, under other coordinates by which it goes. Source: graph_builder.go, the virtual delete of processGraphChanges.
 */
export const foundAbsent = (memory: Memory, absent: Coordinates, view: View): Woken => {
  const { dependents, machine } = memory;
  const keys = dependents.of(absent.uid);
  const shown = ownerIn(view, absent.uid);
  const gone = shown !== undefined && isSame(coordinatesOf(shown), absent);
  const agreeing = keys.filter((key) => gone || namesOf(key, absent.uid, view).some((one) => agrees(one, absent)));
  if (agreeing.length > 0) machine.absent.add(absent);
  const others = keys.flatMap((key) => namesOf(key, absent.uid, view)).filter((one) => !agrees(one, absent));
  if (shown !== undefined) return { now: agreeing };
  const next = nextAfter(absent, others);
  if (next === undefined) {
    machine.virtual.delete(absent.uid);
    return { now: agreeing };
  }
  const thought = machine.virtual.of(absent.uid);
  if (thought === undefined || !isSame(thought, absent)) return { now: agreeing };
  const { number, times } = machine.virtual.move(next);
  return { now: agreeing, elsewhere: { key: virtualKey(number), afterUs: retryUs(times), cause: 0 } };
};

const firstRetryUs = 5_000;
const lastRetryUs = 1_000_000_000;

const retryUs = (times: number): number => Math.min(lastRetryUs, firstRetryUs * 2 ** Math.min(times - 1, 20));

const isSame = (a: Coordinates, b: Coordinates): boolean => coordinatesKey(a) === coordinatesKey(b);

/** Where a dependent's references to a uid say that the owner is. */
const namesOf = (key: number, uid: string, view: View): readonly Coordinates[] => {
  const record = recordOf(key, view);
  if (record === undefined) return [];
  return record.meta.owners.filter((one) => one.uid === uid).map((one) => referred(one, record.meta.namespace));
};

const agrees = (named: Coordinates, absent: Coordinates): boolean => means(named, named.namespace, absent);
