import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { faultPairs, faultText, parseFaultTarget } from './fault.ts';

test.each(['node/n1', 'kubelet/n1', 'kubelet', 'statefulset-controller'])('NL-22: %s can fail', (text) => {
  const target = parseFaultTarget(text);
  expect(E.isRight(target) && faultText({ name: 'crash', target: target.right })).toBe(`crash ${text}`);
});

test.each(['pod/web-0', 'node/', 'node/a/b', 'kubelet-node-status'])('NL-22: %s is nothing that fails', (text) => {
  expect(E.isLeft(parseFaultTarget(text))).toBe(true);
});

test('NL-22: every fault has another that undoes it', () => {
  const names = Object.entries(faultPairs).flat();
  expect(new Set(names).size).toBe(names.length);
});
