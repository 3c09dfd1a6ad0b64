import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PodRecord } from '@orrery/core/cluster';
import { PodsByUid } from './pods-by-uid.ts';

/** What tells pods apart is all that is looked at. */
const pod = (uid: number, version: number): PodRecord => ({ uid, version }) as PodRecord;

test('few or many, they are found by uid and come in the order in which they came first', () => {
  const action = fc.tuple(fc.constantFrom('put', 'put', 'put', 'delete'), fc.nat(40));
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200, size: 'max' }), (actions) => {
      const pods = new PodsByUid();
      const model = new Map<number, PodRecord>();
      actions.forEach(([does, uid], version) => {
        if (does === 'put') {
          pods.put(pod(uid, version));
          model.set(uid, pod(uid, version));
        } else {
          pods.delete(uid);
          model.delete(uid);
        }
        expect(pods.toArray()).toHaveLength(model.size);
        expect(pods.get(uid)).toEqual(model.get(uid));
      });
      expect(pods.toArray()).toEqual([...model.values()]);
      expect([...pods]).toEqual([...model.values()]);
    }),
    { seed: 1, numRuns: 100 },
  );
});
