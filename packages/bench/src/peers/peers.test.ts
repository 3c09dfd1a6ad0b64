import { expect, test } from 'vitest';
import { kernelRun } from './kernel.ts';
import { stages } from './model.ts';
import { mutableTwinRun } from './mutable-twin.ts';

test.each([1, 7, 2_000])('our kernel and its mutable twin come to the same events over %i nodes', (nodes) => {
  const { ms: _ours, ...ours } = kernelRun(nodes);
  const { ms: _twins, ...twins } = mutableTwinRun(nodes);
  expect(ours).toEqual(twins);
  expect(ours.events).toBe(nodes * stages);
});
