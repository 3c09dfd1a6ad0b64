import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { problemText, readScenario } from '@orrery/scenario';
import { playSeed, type PlayedSeed } from './seed-run.ts';

const manifest = (kind: string, more = ''): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}${more}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "x:1"}]}
`;

const files: Readonly<Record<string, string>> = {
  'daemons.yaml': manifest('DaemonSet'),
  'sets.yaml': manifest('StatefulSet', '\n  serviceName: web\n  replicas: 3\n  podManagementPolicy: Parallel'),
  'on-delete.yaml': manifest('StatefulSet', '\n  serviceName: web\n  updateStrategy: {type: OnDelete}'),
  'deployment.yaml': manifest('Deployment', '\n  replicas: 4\n  strategy: {type: Recreate}'),
};

const played = (...steps: readonly string[]): PlayedSeed => {
  const text = `
apiVersion: orrery.dev/v1alpha1
kind: Scenario
metadata: {name: x}
cluster: {nodes: [{count: 3, namePrefix: node-}]}
steps:
${steps.map((step) => `  - ${step}`).join('\n')}
`;
  const read = readScenario('x', text, { readFile: (path) => E.right(files[path] ?? '') });
  if (E.isLeft(read)) throw new Error(read.left.map(problemText).join('\n'));
  const run = playSeed({ scenario: read.right }, 1);
  if (run.outcome === 'broken') throw new Error(run.message);
  expect(run.failure).toBeNull();
  return run;
};

describe('KC-242: rollouts and what is missing meanwhile', () => {
  test('what is not there yet is not missing, neither at the beginning nor after scaling up', () => {
    const run = played(
      '{run: kubectl create -f sets.yaml}',
      '{wait: {for: rollout, on: sts/web}}',
      '{run: kubectl scale sts web --replicas=6}',
      '{wait: {for: rollout, on: sts/web}}',
    );
    expect(run.worstUnavailability).toMatchObject({ replicas: 0, workload: 'StatefulSet default/web' });
    expect(run.unfinishedRollouts).toBe(0);
  });

  test('a rollout takes from the write of the spec until `rollout status` says that it is over', () => {
    const run = played('{at: 100s, run: kubectl create -f sets.yaml}', '{wait: {for: rollout, on: sts/web}}');
    // What the last status still causes takes some milliseconds more.
    expect(run.rolloutSeconds).toBeCloseTo(run.simulatedSeconds - 100, 1);
  });

  test('all replicas of a Deployment that is recreated are missing at once', () => {
    const run = played(
      '{run: kubectl create -f deployment.yaml}',
      '{wait: {for: rollout, on: deploy/web}}',
      '{run: "kubectl set image deploy/web c=x:2"}',
      '{wait: {for: rollout, on: deploy/web}}',
    );
    expect(run.worstUnavailability).toMatchObject({ replicas: 4, workload: 'Deployment default/web' });
  });

  test('daemons that were deleted are missing until others are there', () => {
    const run = played(
      '{run: kubectl create -f daemons.yaml}',
      '{wait: {for: rollout, on: ds/web}}',
      '{at: 2m, run: kubectl delete pods -l app=web}',
    );
    expect(run.worstUnavailability).toMatchObject({ workload: 'DaemonSet default/web' });
    expect(run.worstUnavailability?.replicas).toBeGreaterThan(0);
    expect(run.worstUnavailability?.atSeconds).toBeGreaterThan(120);
  });

  test('a rollout that cannot be told about, and one without room, are not over', () => {
    expect(played('{run: kubectl create -f on-delete.yaml}')).toMatchObject({
      rolloutSeconds: null,
      unfinishedRollouts: 1,
      worstUnavailability: null,
    });
    expect(played('{run: kubectl cordon node-0 node-1 node-2}', '{run: kubectl create -f sets.yaml}')).toMatchObject({
      rolloutSeconds: null,
      unfinishedRollouts: 1,
    });
  });

  test('what is deleted owes nothing any more', () => {
    const run = played(
      '{run: kubectl cordon node-0 node-1 node-2}',
      '{run: kubectl create -f sets.yaml}',
      '{after: 5s, run: kubectl delete sts web}',
    );
    expect(run.unfinishedRollouts).toBe(0);
  });
});
