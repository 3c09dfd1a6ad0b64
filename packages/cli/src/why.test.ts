import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type } from './type.fixture.ts';

const pod = (name: string, spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {${spec}}\n---\n`;
const container = 'containers: [{name: c, image: "x:1"}]';
const spread =
  'topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, ' +
  'labelSelector: {}}]';
const claims = 'volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]';

const manifests = [
  pod('big', 'containers: [{name: c, image: "x:1", resources: {requests: {cpu: "64"}}}]'),
  pod('picky', `${container}, nodeSelector: {disk: ssd}`),
  pod('gated', `${container}, schedulingGates: [{name: example.com/wait}]`),
  pod('claiming', `${container}, ${claims}`),
  pod('other', `${container}, schedulerName: mine`),
  pod('leaving', `${container}, nodeName: node-2`),
  pod('unhurried', `${container}, ${spread}, tolerations: [{key: dedicated, operator: Exists}]`),
].join('');

const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 3
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "x:1"}], nodeSelector: {disk: none}}
`;

const scenario = `apiVersion: orrery.dev/v1alpha1
kind: Scenario
metadata: {name: why}
cluster:
  nodes:
    - {name: node-1, taints: [{key: dedicated, value: db, effect: NoSchedule}]}
    - {name: node-2}
objects: [pods.yaml, set.yaml]
steps:
  - at: 30s
    run: kubectl cordon node-2
  - fault: {crash: node/node-2}
  - at: 1m40s
    run: kubectl delete pod leaving --wait=false
  - at: 2m
    run: kubectl get pods
`;

let dir = '';

const why = async (...words: readonly string[]): Promise<string> => {
  const { exitCode, out } = await type('why', join(dir, 'w.log'), ...words);
  expect(exitCode).toBe(0);
  return out;
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-'));
  writeFileSync(join(dir, 'pods.yaml'), manifests);
  writeFileSync(join(dir, 'set.yaml'), set);
  writeFileSync(join(dir, 's.yaml'), scenario);
  expect(
    (await type('run', join(dir, 's.yaml'), '--log', join(dir, 'w.log'), '--output', 'none', '--until', '2m')).exitCode,
  ).toBe(0);
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('KC-231: why goes from what is seen of a pod back to what it waits for', () => {
  test.each([
    ['big', 'NodeResourcesFit: Insufficient cpu (node-2)', 'let the pod ask for less'],
    ['big', 'TaintToleration: node(s) had untolerated taint(s) (node-1)', 'tolerate dedicated=db:NoSchedule'],
    ['picky', "NodeAffinity: node(s) didn't match Pod's node affinity/selector (node-2)", 'give node-2 the labels'],
    ['gated', 'because scheduling gates hold it back: example.com/wait', 'take the gates example.com/wait off'],
    ['claiming', 'because claim data does not exist', 'make claim data'],
    ['other', 'because it waits for scheduler mine', 'set schedulerName'],
    ['web-2', 'StatefulSet web is OrderedReady', 'kubectl scale sts web --replicas=0'],
    ['web-2', 'because pod web-0 is Pending', 'give node-2 the labels'],
    ['web-5', 'StatefulSet web is to have 3 replicas: web-0 to web-2', 'kubectl scale sts web --replicas=6'],
  ])('%s: %s', async (name, seen, help) => {
    const text = await why(name, '--at', '20s');
    expect(text).toContain(seen);
    expect(text.split('What would help:')[1]).toContain(help);
  });

  test('a pod that cannot go because nobody can say that it has stopped', async () => {
    const text = await why('leaving');
    expect(text).toMatch(/^pod leaving is Terminating \(#\d+, 1m40s\)/);
    expect(text).toContain('because node node-2 is not Ready');
    expect(text).toContain('node.kubernetes.io/out-of-service=nodeshutdown:NoExecute');
    expect(text).toContain('kubectl delete pod leaving --force --grace-period=0');
  });

  test('a node that takes no new pods', async () => {
    expect(await why('picky')).toContain('NodeUnschedulable: node(s) were unschedulable (node-2)');
    expect(await why('picky')).toContain('- kubectl uncordon node-2');
  });

  test('its lines fit a terminal, and JSON says the same', async () => {
    const text = await why('big', '--at', '20s');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
    const json = JSON.parse(await why('pod/big', '--at', '20s', '--output', 'json')) as {
      says: string;
      helps: string[];
    };
    expect(text).toContain(json.says);
    expect(json.helps.length).toBeGreaterThan(0);
  });

  test('KC-232: what was seen at its last attempt, and what would be said by now', async () => {
    const text = await why('picky');
    expect(text).toMatch(/tried at #\d+, 0s: no node of 2 took it/);
    expect(text).toContain("1 × NodeAffinity: node(s) didn't match Pod's node affinity/selector (node-2)");
    expect(text).toContain('by now: 1 × NodeUnschedulable: node(s) were unschedulable (node-2)');
  });

  test('KC-232: show describes a pod with its attempts, as the log keeps them', async () => {
    const log = join(dir, 'w.log');
    const { out } = await type('show', log, '--at', '20s', 'describe', 'pod', 'big');
    expect(out).toContain('Scheduling of big, as the log keeps it:');
    expect(out).toMatch(/\n {2}tried at #\d+, 0s: no node of 2 took it\n {4}1 × /);
    const placed = await type('show', log, '--at', '20s', 'describe', 'pod/unhurried');
    expect(placed.out).toMatch(
      /placed on node-1, one of 2 feasible nodes of 2\n {4}node-1 scored \d+: .*PodTopologySpread/,
    );
    expect((await type('show', log, '--at', '20s', 'describe', 'node', 'node-1')).out).not.toContain(
      'as the log keeps',
    );
  });

  test('a pod that waits for nothing, and one that nobody makes', async () => {
    expect(await why('leaving', '--at', '20s')).toContain('is Running and Ready on node-2: it waits for nothing');
    expect(await why('nobody')).toContain('nothing here is to make a pod of that name');
  });
});
