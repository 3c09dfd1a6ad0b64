import { expect, test } from 'vitest';
import { constant } from '../engine/index.ts';
import { behaviourOf, chosen, fitsPattern, type BehaviourRule } from './behaviour.ts';

const rule = (match: Partial<BehaviourRule['match']>, behaviour: BehaviourRule['behaviour']): BehaviourRule => ({
  match: { images: [], labels: {}, namespace: undefined, container: undefined, ...match },
  behaviour,
});

const nginx = { image: 'docker.io/nginx:1.27', container: 'web', namespace: 'default', labels: { app: 'web' } };

test.each([
  ['nginx:1', 'nginx:1', true],
  ['nginx:1', 'nginx:12', false],
  ['*nginx*', 'docker.io/nginx:1', true],
  ['nginx:*', 'docker.io/nginx:1', false],
  ['*:1', 'nginx:1', true],
  ['a*a', 'a', false],
  ['a*b*c', 'a-b-c', true],
  ['a*c*b*c', 'a-b-c', false],
  ['*', '', true],
])('KL-14: the pattern %s and the image %s: %s', (pattern, image, fits) => {
  expect(fitsPattern(pattern, image)).toBe(fits);
});

test('KL-14: of each aspect the first rule counts that fits and speaks of it', () => {
  const rules = [
    rule({ images: ['redis:*'] }, { ready: constant(1) }),
    rule({ images: ['*nginx*'] }, { ready: constant(2) }),
    rule({ labels: { app: 'web' } }, { ready: constant(3), uses: { memoryBytes: 4, diskBytes: 0, pids: 1 } }),
    rule({ container: 'other' }, { run: [] }),
    rule({ namespace: 'kube-system' }, { run: [] }),
  ];
  expect(behaviourOf(rules, nginx)).toEqual({ ready: constant(2), uses: { memoryBytes: 4, diskBytes: 0, pids: 1 } });
});

test('KL-14: what may happen happens as often as it says, and no more than so many times', () => {
  const twice = { millionths: 1_000_000, times: 2 };
  const rarely = { millionths: 100_000, times: undefined };
  expect(chosen([twice, rarely], 0, 999_999)).toBe(twice);
  expect(chosen([twice, rarely], 1, 0)).toBe(twice);
  expect(chosen([twice, rarely], 2, 99_999)).toBe(rarely);
  expect(chosen([twice, rarely], 2, 100_000)).toBeUndefined();
});
