import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { second } from '@orrery/core/engine';
import { Player, type OutputLine } from './player.ts';
import { problemText } from './problem.ts';
import { readScenario } from './read-scenario.ts';

const files: Readonly<Record<string, string>> = {
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: "x:1"}]}\n',
  'sts.yaml':
    'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n' +
    '  updateStrategy: {rollingUpdate: {maxUnavailable: 2}}\n' +
    '  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: "x:1"}]}}\n',
  'node.yaml': 'apiVersion: v1\nkind: Node\nmetadata: {name: n9, labels: {disk: ssd}}\n',
};

/** Plays steps in a cluster of two nodes in which no controller runs. */
const play = (steps: string, until?: number, gates = '{}') => {
  const text = `apiVersion: orrery.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\nfeatureGates: ${gates}\ncluster: {nodes: [{count: 2, namePrefix: n}]}\nsteps:\n${steps}`;
  const scenario = readScenario('s.yaml', text, {
    readFile: (path) => (files[path] === undefined ? E.left('missing') : E.right(files[path])),
  });
  if (E.isLeft(scenario)) throw new Error(scenario.left.map(problemText).join('\n'));
  const lines: OutputLine[] = [];
  const player = new Player(scenario.right, { installed: [], until, show: (line) => lines.push(line) });
  const result = player.play();
  return { ...result, lines: lines.map(({ source, text: shown }) => `${source}: ${shown}`), player };
};

test('SS-31: a scenario switches feature gates', () => {
  const shown = (gates: string): string | undefined => {
    const path = '{.spec.updateStrategy.rollingUpdate}';
    const steps = `- run: kubectl create -f sts.yaml\n- run: kubectl get sts web -o jsonpath=${path}\n`;
    return play(steps, undefined, gates).lines.at(-1);
  };
  expect(shown('{}')).toBe('stdout: {"partition":0}');
  expect(shown('{MaxUnavailableStatefulSet: true}')).toBe('stdout: {"maxUnavailable":2,"partition":0}');
});

describe('KC-152: steps follow one another in virtual time', () => {
  test('after waits on top, at is an instant', () => {
    const { player, exitCode } = play(
      '- {after: 5s, run: kubectl get pods}\n- {at: 20s, run: kubectl get pods}\n- {after: 1s, run: kubectl get pods}\n',
    );
    expect(player.cluster.now).toBe(21 * second);
    expect(exitCode).toBe(0);
  });

  test('an instant that is past ends the run', () => {
    const { exitCode, failure } = play(
      '- {run: "kubectl wait pod/a --for=create --timeout=30s"}\n- {at: 10s, run: kubectl get pods}\n',
    );
    expect(exitCode).toBe(2);
    expect(failure).toBe('step 2 is at 10s, which is past: it is 30s');
  });

  test('a blocking verb blocks the steps until its timeout and nothing else', () => {
    const { lines, player } = play(
      '- {run: kubectl create -f pod.yaml}\n- {run: "kubectl wait pod/a --for=condition=Ready --timeout=40s"}\n',
    );
    expect(player.cluster.now).toBe(40 * second);
    expect(lines.at(-1)).toBe('stderr: error: timed out waiting for the condition on pods/a');
  });

  test('expectations compare what is seen with what was wanted', () => {
    const good = play(
      '- run: kubectl create -f pod.yaml\n  expect: {output: pod/a created, exitCode: 0}\n- expect: {on: pod/a, jsonpath: "{.status.phase}", equals: Pending}\n- expect: {on: pod/b, exists: false}\n',
    );
    expect(good).toMatchObject({ exitCode: 0, failure: undefined });
    const bad = play('- run: kubectl get pods\n  expect: {contains: web-0}\n- run: kubectl create -f pod.yaml\n');
    expect(bad.exitCode).toBe(1);
    expect(bad.failure).toContain(
      'expected the output to contain: "web-0"\nseen: "No resources found in default namespace."',
    );
    expect(bad.lines.some((line) => line.includes('created'))).toBe(false);
  });

  test('a wait that is late fails the run', () => {
    const { exitCode, failure } = play(
      '- run: kubectl create -f pod.yaml\n- wait: {for: condition=Ready, on: pod/a, timeout: 1m}\n',
    );
    expect(exitCode).toBe(1);
    expect(failure).toContain('waited for condition=Ready on pod/a, which did not come about within 1m');
  });

  test('a fault is recorded, and befalls what it names', () => {
    const { player, lines } = play(
      '- fault: {crash: node/n1}\n- fault: {restart: node/n1}\n- fault: {crash: node/n7}\n',
    );
    expect(lines.slice(0, 2)).toEqual(['fault: crash node/n1', 'fault: restart node/n1']);
    expect(player.result).toEqual({ exitCode: 2, failure: 'there is no node n7 to crash' });
  });
});

test('KC-14: a watch prints a row for every change as it was then, and the last state once more', () => {
  const { lines } = play(
    '- watch: kubectl get pods -w -l app=x\n- run: kubectl create -f pod.yaml\n- run: kubectl label pod a app=x\n- {after: 3s, run: kubectl label pod a app=y --overwrite}\n',
  );
  expect(lines.filter((line) => line.startsWith('watch'))).toEqual([
    'watch: NAME   READY   STATUS    RESTARTS   AGE\na      0/1     Pending   0          0s',
    'watch: a      0/1     Pending   0          3s',
  ]);
});

test('KC-153: the same seed gives the same digest, and --until ends a run', () => {
  const steps = '- run: kubectl create -f pod.yaml\n- {after: 1m, run: kubectl delete pod a}\n';
  const digest = () => play(steps).player.cluster.core.log.digest();
  expect(digest()).toBe(digest());
  const short = play(steps, 10 * second).player;
  expect(short.cluster.now).toBe(10 * second);
  expect(short.cluster.core.state.tables.Pod.size).toBe(1);
});

test('KC-154: a node made by hand registers as its kubelet would', () => {
  const { lines } = play(
    '- run: kubectl create -f node.yaml\n- run: kubectl get node n9 -L disk -L kubernetes.io/hostname\n- run: kubectl label node n0 x=y\n- run: kubectl get nodes -o wide --no-headers\n',
  );
  expect(lines.filter((line) => line.startsWith('stdout'))[1]).toMatch(
    /n9\s+Ready\s+<none>\s+0s\s+v1\.36\.0\s+ssd\s+n9$/,
  );
  expect(lines.at(-1)).toMatch(/n0\s+Ready .* 10\.0\.0\.1 .*\nn1\s.* 10\.0\.0\.2 .*\nn9\s.* 10\.0\.0\.3 /);
});
