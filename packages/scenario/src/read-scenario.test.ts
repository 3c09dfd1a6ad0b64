import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { quantiles } from '@orrery/core/engine';
import { problemText } from './problem.ts';
import { provisionerOf } from './provisioner-entry.ts';
import { readScenario } from './read-scenario.ts';
import { Scenario, scenarioJson } from './scenario.ts';

const head = 'apiVersion: orrery.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\n';

const files: Readonly<Record<string, string>> = {
  'sc.yaml': 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: local}\nprovisioner: x\n',
  'foo.yaml': 'apiVersion: v1\nkind: Foo\nmetadata: {name: x}\n',
  'broken.yaml': 'a: [1\n',
  'node.yaml': 'apiVersion: v1\nkind: Node\nmetadata: {name: n-1}\n',
  'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: there}\n',
  'there.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: there}\nspec: {clusterIP: None}\n',
  'nowhere.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: nowhere}\nspec: {clusterIP: None}\n',
  'slip.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  contaners: []\n  containers: [{name: c, image: x}]\n',
};

const read = (text: string) =>
  readScenario('dir/s.yaml', text, {
    readFile: (path) => {
      const content = files[path];
      return content === undefined ? E.left(`the file "${path}" cannot be read: no such file`) : E.right(content);
    },
    invariants: ['stable-identity'],
  });

const problems = (text: string): readonly string[] => {
  const found = read(text);
  return E.isLeft(found) ? found.left.map(problemText) : [];
};

describe('KC-150: a scenario that is wrong says where and what, all at once', () => {
  test.each<[string, string, readonly string[]]>([
    ['an unknown key', 'seeed: 1\n', ['dir/s.yaml:4:1: unknown key "seeed" (did you mean "seed"?)']],
    ['a negative seed', 'seed: -1\n', ['dir/s.yaml:4:7: expected a whole number from 0 to 4294967295, got -1']],
    [
      'a bad duration',
      'steps:\n  - after: 5 minutes\n    run: kubectl get pods\n',
      ['dir/s.yaml:5:12: invalid duration "5 minutes": expected a text such as 90s, 1h30m or 250ms'],
    ],
    [
      'an unknown feature gate',
      'featureGates: {MaxUnavailableStatefulSets: true}\n',
      ['dir/s.yaml:4:16: unknown key "MaxUnavailableStatefulSets" (did you mean "MaxUnavailableStatefulSet"?)'],
    ],
    [
      'an unknown fault',
      'steps:\n  - fault: {crush: node/a}\n',
      ['dir/s.yaml:5:13: unknown key "crush" (did you mean "crash"?)'],
    ],
    [
      'a missing file',
      'objects: [nope.yaml]\n',
      ['dir/s.yaml:4:11: the file "nope.yaml" cannot be read: no such file'],
    ],
    [
      'an unknown verb',
      'steps:\n  - run: kubectl gett pods\n',
      ['dir/s.yaml:5:10: unknown command "gett" for "kubectl" (did you mean "set" or "get"?)'],
    ],
    ['another program', 'steps:\n  - run: ls\n', ['dir/s.yaml:5:10: only kubectl can be run here, not "ls"']],
    [
      'negative replicas',
      'steps:\n  - run: kubectl scale sts web --replicas=-1\n',
      ['dir/s.yaml:5:10: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0'],
    ],
    [
      'an unknown kind in a manifest',
      'objects: [foo.yaml]\n',
      ['dir/foo.yaml:2:7: no matches for kind "Foo" in version "v1"'],
    ],
    [
      'an unknown invariant',
      'invariants: [stable]\n',
      ['dir/s.yaml:4:14: unknown invariant "stable"; known: stable-identity'],
    ],
    [
      'two things at once',
      'steps:\n  - {run: kubectl get pods, fault: {crash: node/a}}\n',
      ['dir/s.yaml:5:5: a step does one thing, not run and fault'],
    ],
    [
      'a node that is there twice',
      'cluster: {nodes: [{name: a}, {name: a}]}\n',
      ['dir/s.yaml:4:37: a node named a exists already'],
    ],
    [
      'a node that is also one of many',
      'cluster: {nodes: [{name: n-7}, {count: 8, namePrefix: n-}]}\n',
      ['dir/s.yaml:4:55: a node named n-7 exists already'],
    ],
    [
      'many nodes that are also some of many',
      'cluster: {nodes: [{count: 11, namePrefix: n-}, {count: 1, namePrefix: n-1}]}\n',
      ['dir/s.yaml:4:71: a node named n-10 exists already'],
    ],
    [
      'a node that is also a manifest',
      'cluster: {nodes: [{count: 2, namePrefix: n-}]}\nobjects: [node.yaml]\n',
      ['dir/node.yaml:3:18: Node "n-1" exists already'],
    ],
    [
      'a manifest that is there twice',
      'objects: [sc.yaml, sc.yaml]\n',
      ['dir/sc.yaml:3:18: StorageClass "local" exists already'],
    ],
    [
      'a manifest in a namespace that is not there, and one in a namespace that is',
      'objects: [ns.yaml, there.yaml, nowhere.yaml]\n',
      ['dir/nowhere.yaml:3:32: Service "a": namespaces "nowhere" not found'],
    ],
    [
      'an unknown field of a manifest',
      'objects: [slip.yaml]\n',
      ['dir/slip.yaml:5:14: Pod "a": unknown field "spec.contaners"'],
    ],
    ['nodes that are no list', 'cluster: {nodes: {a: 1}}\n', ['dir/s.yaml:4:18: expected a list, got {"a":1}']],
    [
      'an unknown kind to look at',
      'steps:\n  - expect: {on: foo/x, exists: true}\n',
      ['dir/s.yaml:5:18: the server doesn\'t have a resource type "foo"'],
    ],
    [
      'an unknown kind to wait for',
      'steps:\n  - wait: {for: rollout, on: foo/web}\n',
      ['dir/s.yaml:5:30: the server doesn\'t have a resource type "foo"'],
    ],
    [
      'a JSONPath that does not end',
      'steps:\n  - expect: {on: pod/x, jsonpath: "{.a", equals: 1}\n',
      ['dir/s.yaml:5:35: error parsing jsonpath {.a, unclosed action'],
    ],
    [
      'a watch that does not watch',
      'steps:\n  - watch: kubectl get pods\n',
      ['dir/s.yaml:5:12: this does not go on by itself: a watch is kubectl get … -w or rollout status'],
    ],
    [
      'a command that never ends',
      'steps:\n  - run: kubectl get pods -w\n',
      ['dir/s.yaml:5:10: this never ends: say watch instead of run, and it goes on in the background'],
    ],
    [
      'a condition without a name',
      'steps:\n  - wait: {for: condition=, on: pod/x}\n',
      [
        'dir/s.yaml:5:17: cannot wait for "condition="; known: rollout, delete, create, quiet, condition=TYPE, jsonpath={PATH}=VALUE',
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(head + text)).toEqual(expected);
  });

  test('several problems come in the order of the file', () => {
    const found = problems(`${head}seed: x\ntimings: fast\nsteps:\n  - run: kubectl gett pods\n`);
    expect(found.map((line) => line.split(':')[1])).toEqual(['4', '5', '7']);
  });

  test('a syntax error is one problem', () => {
    expect(problems(`${head}steps: [`)).toHaveLength(1);
    expect(problems('')).toEqual(['dir/s.yaml:1:1: the file is empty: expected a scenario']);
  });

  test('a label that no node can have', () => {
    const [found = ''] = problems(`${head}cluster: {nodes: [{name: a, labels: {"a b": c}}]}\n`);
    expect(found).toContain('dir/s.yaml:4:37: Invalid value: "a b"');
  });

  test('lists within lists without end', () => {
    expect(problems('['.repeat(50_000))).toEqual([expect.stringContaining('nested too deeply')]);
  });

  test('a command that is expected to fail may be wrong in itself', () => {
    expect(problems(`${head}steps:\n  - run: kubectl create -f foo.yaml\n    expect: {exitCode: 1}\n`)).toEqual([]);
  });
});

test('KC-151: a scenario is read with what its manifests say, and written as it was read', () => {
  const found = read(
    `${head}seed: 7\ntiming: {profile: fast, imagePull: {median: 4s, p99: 20s}}\ncluster: {nodes: [{name: a}, {count: 3, namePrefix: n-}]}\n` +
      'objects: [sc.yaml]\nsteps:\n  - {at: 1m30s, run: kubectl get sc, expect: {contains: local}}\n  - expect: {on: sc/local, jsonpath: "{.provisioner}", equals: x}\n',
  );
  if (E.isLeft(found)) throw new Error(found.left.map(problemText).join('\n'));
  expect(found.right.files).toEqual({ 'sc.yaml': files['sc.yaml'] });
  expect(Scenario.decode(JSON.parse(JSON.stringify(Scenario.encode(found.right))))).toEqual(E.right(found.right));
  expect(JSON.stringify(scenarioJson(found.right))).not.toContain('seed');
});

describe('VP-10: provisioners of a scenario', () => {
  const entry = (rest: string): string => `provisioners:\n  - {name: disk.example.com, ${rest}}\n`;

  test.each<[string, string, readonly string[]]>([
    [
      'a plugin of Kubernetes',
      'provisioners:\n  - {name: kubernetes.io/no-provisioner}\n',
      [
        'dir/s.yaml:5:12: "kubernetes.io/no-provisioner" is a plugin of Kubernetes itself; provisioners outside have names such as disk.example.com',
      ],
    ],
    [
      'an operation that does not exist',
      entry('delays: {atach: {median: 1s}}'),
      ['dir/s.yaml:5:39: unknown key "atach" (did you mean "attach"?)'],
    ],
    [
      'more than always',
      entry('failures: {provision: 5}'),
      ['dir/s.yaml:5:52: expected a number from 0 (never) to 1 (always), got 5'],
    ],
    [
      'a code that gRPC does not have',
      entry('script: [{operation: attach, message: x, code: NoSpace}]'),
      [expect.stringContaining('dir/s.yaml:5:77: unknown gRPC code "NoSpace"')],
    ],
    [
      'one name twice',
      `${entry('topology: zone')}  - {name: disk.example.com}\n`,
      ['dir/s.yaml:6:12: provisioner disk.example.com is described above'],
    ],
  ])('%s is said with its place', (_what, text, expected) => {
    expect(problems(head + text)).toEqual(expected);
  });

  test('are read, and written as they were', () => {
    const text = `${head}provisioners:
  - name: disk.example.com
    topology: topology.kubernetes.io/zone
    delays: {provision: {median: 3s, p99: 20s}}
    failures: {attach: 0.05}
    script: [{operation: provision, times: 2, of: default/data-web-0, code: ResourceExhausted, message: zone a is full}]
`;
    const found = read(text);
    const scenario = E.isRight(found) ? found.right : undefined;
    expect(scenario?.provisioners?.map(provisionerOf)).toEqual([
      {
        name: 'disk.example.com',
        installed: true,
        delays: { provision: quantiles({ median: 3_000_000, p99: 20_000_000 }) },
        failures: { attach: 50_000 },
        scripted: [
          {
            operation: 'provision',
            times: 2,
            of: 'default/data-web-0',
            code: 'ResourceExhausted',
            message: 'zone a is full',
          },
        ],
        topologyKey: 'topology.kubernetes.io/zone',
      },
    ]);
    expect(scenario && Scenario.encode(scenario)['provisioners']).toMatchObject([{ failures: { attach: 0.05 } }]);
  });
});
