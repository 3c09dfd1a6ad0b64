/*
 * The files that the cases name, and the commands with which most begin.
 */

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
/** web.yaml without its Service, changed in one place. */
const changed = (from: string, to: string): string => {
  const set = web.slice(web.indexOf('---\n') + 4);
  if (!set.includes(from)) throw new Error(`web.yaml has no ${from}`);
  return set.replace(from, to);
};

const podOf = (container: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [${container}]}\n`;

/** Texts by path. */
export const files = {
  'wrong-version.yaml': changed('apps/v1', 'apps/v1beta1'),
  'other-selector.yaml': changed('matchLabels: {app: nginx}', 'matchLabels: {app: other}'),
  'other-service.yaml': changed('serviceName: nginx', 'serviceName: other'),
  'negative.yaml': changed('replicas: 2', 'replicas: -1'),
  'typo.yaml': changed('replicas: 2', 'replica: 2'),
  'text.yaml': changed('replicas: 2', 'replicas: two'),
  'quantity.yaml': podOf('{name: c, image: "x:1", resources: {requests: {cpu: much}}}'),
  'port.yaml': podOf('{name: c, image: "x:1", ports: [{containerPort: 70000}]}'),
  'twins.yaml': podOf('{name: c, image: "x:1"}, {name: c, image: "x:2"}'),
  'kindless.yaml': 'apiVersion: v1\nmetadata: {name: a}\n',
  'noise.yaml': `${'x'.repeat(1024 * 1024)}\n`,
  'rbac.yaml': account,
  'settings.yaml': settings,
  'web.yaml': web,
  'pods.yaml': pods,
  'node.yaml': node,
  'foo.yaml': foo,
};

export const createWeb = 'kubectl create -f web.yaml';
export const createPods = 'kubectl create -f pods.yaml';
export const createNode = 'kubectl create -f node.yaml';
