import { describe, expect, test } from 'vitest';
import { Session } from './session.fixture.ts';

const web = `apiVersion: v1
kind: Service
metadata: {name: nginx, labels: {app: nginx}}
spec: {ports: [{port: 80, name: web}], clusterIP: None, selector: {app: nginx}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: nginx
  replicas: 2
  selector: {matchLabels: {app: nginx}}
  template:
    metadata: {labels: {app: nginx}}
    spec: {containers: [{name: nginx, image: "nginx:1"}]}
`;
const pods = `apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: nginx}}
spec: {containers: [{name: c, image: "x:1"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: longer-name}
spec: {containers: [{name: c, image: "x:1"}]}
`;
const node = 'apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n';
const foo = 'apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: x}\n';
const account = `apiVersion: rbac.authorization.k8s.io/v1beta1
kind: ClusterRoleBinding
metadata: {name: fluentd-account}
roleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}
subjects: [{kind: ServiceAccount, name: fluentd-account, namespace: kube-system}]
`;
const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue}\n';
const files = {
  'rbac.yaml': account,
  'settings.yaml': settings,
  'web.yaml': web,
  'pods.yaml': pods,
  'node.yaml': node,
  'foo.yaml': foo,
};

/** Commands that lead to the state, the command, what the terminal shows (`! ` marks stderr), exit code. */
type Case = readonly [given: readonly string[], line: string, shown: string, exitCode: number];

const table = (title: string, cases: readonly Case[]): void => {
  describe(title, () => {
    test.each(cases)('%j %s', (given, line, shown, exitCode) => {
      const session = new Session(files);
      for (const before of given) expect(session.type(before), before).toMatchObject({ exitCode: 0 });
      expect(session.type(line)).toEqual({ shown, exitCode });
    });
  });
};

const createWeb = 'kubectl create -f web.yaml';
const createPods = 'kubectl create -f pods.yaml';
const createNode = 'kubectl create -f node.yaml';

table('KC-1: create says what was created, and goes on after an error', [
  [[], createWeb, 'service/nginx created\nstatefulset.apps/web created', 0],
  [
    [createWeb, 'kubectl delete sts web'],
    createWeb,
    'statefulset.apps/web created\n! Error from server (AlreadyExists): error when creating "web.yaml": services "nginx" already exists',
    1,
  ],
  [[], 'kubectl create -f nope.yaml', '! error: the path "nope.yaml" does not exist', 1],
  [[], 'kubectl create -f web.yaml -o name', 'service/nginx\nstatefulset.apps/web', 0],
  [
    [],
    'kubectl create -f web.yaml --dry-run=server',
    'service/nginx created (server dry run)\nstatefulset.apps/web created (server dry run)',
    0,
  ],
  [
    [],
    'kubectl create -f foo.yaml',
    '! error: resource mapping not found for name: "x" namespace: "" from "foo.yaml": no matches for kind "Foo" in version "example.com/v1"\nensure CRDs are installed first',
    1,
  ],
]);

table('API-218: a former version is taken with a warning', [
  [
    [],
    'kubectl create -f rbac.yaml',
    '! Warning: rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding is deprecated in v1.17+, unavailable in v1.22+; use rbac.authorization.k8s.io/v1 ClusterRoleBinding\nclusterrolebinding.rbac.authorization.k8s.io/fluentd-account created',
    0,
  ],
  [
    ['kubectl create -f rbac.yaml'],
    'kubectl describe clusterrolebinding fluentd-account',
    [
      'Name:         fluentd-account',
      'Labels:       <none>',
      'Annotations:  <none>',
      'Role:',
      '  Kind:  ClusterRole',
      '  Name:  view',
      'Subjects:',
      '  Kind            Name             Namespace',
      '  ----            ----             ---------',
      '  ServiceAccount  fluentd-account  kube-system',
    ].join('\n'),
    0,
  ],
  [
    ['kubectl create -f settings.yaml'],
    'kubectl describe cm settings',
    'Name:         settings\nNamespace:    default\nLabels:       <none>\nAnnotations:  <none>\n\nData\n====\ncolour:\n----\nblue\n\n\nBinaryData\n====\n\nEvents:  <none>',
    0,
  ],
]);

table('KC-2: get prints the tables of the API in columns', [
  [
    [createPods],
    'kubectl get pods',
    'NAME          READY   STATUS    RESTARTS   AGE\na             0/1     Pending   0          0s\nlonger-name   0/1     Pending   0          0s',
    0,
  ],
  [[createPods], 'kubectl get po a --no-headers', 'a     0/1   Pending   0     0s', 0],
  [[createPods], 'kubectl get pods -l app=nginx -o name', 'pod/a', 0],
  [[createPods], "kubectl get pods -o jsonpath='{.items[*].metadata.name}'", 'a longer-name', 0],
  [[createPods], "kubectl get pod a -o jsonpath='{.status.phase}'", 'Pending', 0],
  [
    [createPods],
    'kubectl get pods --show-labels --field-selector metadata.name=a',
    'NAME   READY   STATUS    RESTARTS   AGE   LABELS\na      0/1     Pending   0          0s    app=nginx',
    0,
  ],
  [
    [createPods],
    'kubectl get pods -A',
    'NAMESPACE   NAME          READY   STATUS    RESTARTS   AGE\ndefault     a             0/1     Pending   0          0s\ndefault     longer-name   0/1     Pending   0          0s',
    0,
  ],
  [
    [createWeb],
    'kubectl get sts,svc',
    'NAME                   READY   AGE\nstatefulset.apps/web   0/2     0s\n\nNAME            TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\nservice/nginx   ClusterIP   None         <none>        80/TCP    0s',
    0,
  ],
  [
    [createPods],
    'kubectl get pods -o custom-columns=N:.metadata.name,P:.status.phase',
    'N             P\na             Pending\nlonger-name   Pending',
    0,
  ],
]);

table('KC-3: nothing found is said on stderr and is no failure', [
  [[], 'kubectl get pods', '! No resources found in default namespace.', 0],
  [[], 'kubectl get pv', '! No resources found', 0],
  [[], 'kubectl get pods -A', '! No resources found', 0],
  [[], 'kubectl get pod x', '! Error from server (NotFound): pods "x" not found', 1],
  [[], 'kubectl get pod x --ignore-not-found', '', 0],
  [[], 'kubectl get foo', '! error: the server doesn\'t have a resource type "foo"', 1],
]);

table('KC-4: an object may be named in every way that kubectl takes', [
  ...[
    'sts web',
    'statefulset web',
    'statefulsets.apps web',
    'sts/web',
    'statefulsets.app/web',
    'statefulsets.v1.apps web',
  ].map((words): Case => [[createWeb], `kubectl get ${words} -o name`, 'statefulset.apps/web', 0]),
  [[createPods], 'kubectl get pod/a pod/longer-name -o name', 'pod/a\npod/longer-name', 0],
]);

table('KC-5: delete says what was deleted and from where', [
  [[createWeb], 'kubectl delete statefulset web', 'statefulset.apps "web" deleted from default namespace', 0],
  [
    [createWeb],
    'kubectl delete statefulsets.app web --cascade=false --wait=false',
    '! Warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.\nstatefulset.apps "web" deleted from default namespace',
    0,
  ],
  [
    [createPods],
    'kubectl delete pods --all',
    'pod "a" deleted from default namespace\npod "longer-name" deleted from default namespace',
    0,
  ],
  [[createNode], 'kubectl delete node n1', 'node "n1" deleted', 0],
  [[], 'kubectl delete pod x', '! Error from server (NotFound): pods "x" not found', 1],
  [[], 'kubectl delete pods -l app=x', 'No resources found', 0],
  [
    [createWeb],
    'kubectl delete -f web.yaml',
    'service "nginx" deleted from default namespace\nstatefulset.apps "web" deleted from default namespace',
    0,
  ],
  [
    [createPods],
    'kubectl delete pod a --force --grace-period=5',
    '! error: --force and --grace-period greater than 0 cannot be specified together',
    1,
  ],
  [
    [createWeb],
    'kubectl delete sts web --cascade=no',
    '! error: invalid cascade value (no). Must be "background", "foreground", or "orphan"',
    1,
  ],
]);

table('KC-6: scale writes spec.replicas', [
  [[createWeb], 'kubectl scale sts web --replicas=5', 'statefulset.apps/web scaled', 0],
  [
    [createWeb],
    'kubectl scale sts/web --replicas 5 --current-replicas=3',
    '! error: Expected replicas to be 3, was 2',
    1,
  ],
  [
    [createWeb],
    'kubectl scale sts web --replicas=-1',
    '! error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    1,
  ],
  [[createWeb], 'kubectl scale sts web', '! error: required flag(s) "replicas" not set', 1],
]);

table('KC-7: label says what became of the labels', [
  [[createPods], 'kubectl label pod a tier=front', 'pod/a labeled', 0],
  [
    [createPods],
    'kubectl label pod a app=x',
    "! error: 'app' already has a value (nginx), and --overwrite is false",
    1,
  ],
  [[createPods], 'kubectl label pod a app=x --overwrite', 'pod/a labeled', 0],
  [[createPods], 'kubectl label pod a app-', 'pod/a unlabeled', 0],
  [[createPods], 'kubectl label pod a none-', 'label "none" not found.\npod/a not labeled', 0],
  [[createPods], 'kubectl label pod a app- tier=x', 'pod/a modified', 0],
  [[createPods], 'kubectl annotate pod a note=x', 'pod/a annotated', 0],
]);

table('KC-8: nodes are cordoned, uncordoned and tainted', [
  [[createNode], 'kubectl cordon n1', 'node/n1 cordoned', 0],
  [[createNode, 'kubectl cordon n1'], 'kubectl cordon n1', 'node/n1 already cordoned', 0],
  [[createNode, 'kubectl cordon n1'], 'kubectl uncordon n1', 'node/n1 uncordoned', 0],
  [[createNode], 'kubectl taint node n1 k=v:NoSchedule', 'node/n1 tainted', 0],
  [
    [createNode, 'kubectl taint node n1 k=v:NoSchedule'],
    'kubectl taint nodes n1 k=w:NoSchedule',
    '! error: node n1 already has k taint(s) with same effect(s) and --overwrite is false',
    1,
  ],
  [
    [createNode, 'kubectl taint node n1 k=v:NoSchedule'],
    'kubectl taint nodes n1 k:NoSchedule-',
    'node/n1 untainted',
    0,
  ],
  [[createNode], 'kubectl taint nodes n1 k:NoSchedule-', '! error: taint "k:NoSchedule" not found', 1],
]);

table('KC-9: patch and set image', [
  [[createWeb], `kubectl patch sts web -p '{"spec":{"replicas":1}}'`, 'statefulset.apps/web patched', 0],
  [[createWeb], `kubectl patch sts web -p '{"spec":{"replicas":2}}'`, 'statefulset.apps/web patched (no change)', 0],
  [
    [createWeb],
    `kubectl patch sts web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":3}]'`,
    'statefulset.apps/web patched',
    0,
  ],
  [[createWeb], 'kubectl set image sts/web nginx=nginx:2', 'statefulset.apps/web image updated', 0],
  [[createWeb], 'kubectl set image sts/web nginx=nginx:1', '', 0],
  [[createWeb], 'kubectl set image sts/web foo=nginx:1', '! error: unable to find container named "foo"', 1],
]);

table('KC-10: rollout', [
  [
    [createWeb],
    'kubectl rollout status sts/web --timeout=1s',
    'Waiting for statefulset spec update to be observed...\n! error: timed out waiting for the condition',
    1,
  ],
  [[createWeb], 'kubectl rollout pause sts/web', '! error: statefulsets.apps "web" pausing is not supported', 1],
  [[createWeb], 'kubectl rollout history sts/web', 'statefulset.apps/web \nNo rollout history found.', 0],
  [[createWeb], 'kubectl rollout undo sts/web', '! error: no last revision to roll back to', 1],
  [[createWeb], 'kubectl rollout restart sts/web', 'statefulset.apps/web restarted', 0],
]);

table('KC-11: wait', [
  [[createPods], "kubectl wait pod/a --for=jsonpath='{.status.phase}'=Pending", 'pod/a condition met', 0],
  [
    [createPods],
    'kubectl wait pod/a --for=condition=Ready --timeout=5s',
    '! error: timed out waiting for the condition on pods/a',
    1,
  ],
  [[createPods], 'kubectl wait pod/a --for=condition=Ready --timeout=0', '! error: condition not met for pods/a', 1],
]);

table('KC-12: what cannot be understood', [
  [[], 'kubectl gett pods', '! error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tget', 1],
  [[], 'kubectl get pods --foo', "! error: unknown flag: --foo\nSee 'kubectl get --help' for usage.", 1],
  [[], 'kubectl get pods -n', "! error: flag needs an argument: 'n' in -n\nSee 'kubectl get --help' for usage.", 1],
]);

table('KC-13: apply patches three ways', [
  [[], 'kubectl apply -f web.yaml', 'service/nginx created\nstatefulset.apps/web created', 0],
  [
    ['kubectl apply -f web.yaml'],
    'kubectl apply -f web.yaml',
    'service/nginx unchanged\nstatefulset.apps/web unchanged',
    0,
  ],
  [
    ['kubectl apply -f web.yaml', 'kubectl scale sts web --replicas=4'],
    'kubectl apply -f web.yaml',
    'service/nginx unchanged\nstatefulset.apps/web configured',
    0,
  ],
]);

test('KC-15: describe aligns blocks and shows what belongs to the object', () => {
  const session = new Session(files);
  session.type(createPods);
  session.type(createWeb);
  const { shown, exitCode } = session.type('kubectl describe pod a');
  expect(exitCode).toBe(0);
  expect(shown.split('\n').slice(0, 12)).toEqual([
    'Name:             a',
    'Namespace:        default',
    'Priority:         0',
    'Service Account:  default',
    'Node:             <none>',
    'Labels:           app=nginx',
    'Annotations:      <none>',
    'Status:           Pending',
    'IP:               ',
    'IPs:              <none>',
    'Containers:',
    '  c:',
  ]);
  expect(shown).toContain('node.kubernetes.io/not-ready:NoExecute op=Exists for 300s\n');
  expect(shown.split('\n').at(-1)).toBe('Events:           <none>');
  const set = session.type('kubectl describe sts web').shown;
  expect(set).toContain('Replicas:           2 desired | 0 total\n');
  expect(set).toContain('Pods Status:        0 Running / 0 Waiting / 0 Succeeded / 0 Failed\n');
  expect(session.type('kubectl describe pods').shown.split('\n\n\n')).toHaveLength(2);
  expect(session.type('kubectl describe node nope')).toEqual({
    shown: '! Error from server (NotFound): nodes "nope" not found',
    exitCode: 1,
  });
});
