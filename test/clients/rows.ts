import type { Served } from '../../packages/server/src/served.fixture.ts';
import type { Terminal } from '../kubectl/terminal.fixture.ts';
import { files } from '../../packages/kubectl/src/cases/files.ts';

/** A client at work: its terminal, and the server that it speaks to. */
export interface Desk {
  readonly terminal: Terminal;
  readonly served: Served;
  /** 20 of kubectl 1.20; of other clients nothing is asked that depends on it. */
  readonly minor: number;
}

/** One thing that a client must be able to do. */
export interface Row {
  readonly name: string;
  /** What is typed, line by line; each must end with 0 and show this, or end with another code where a number is given. */
  readonly lines: readonly Line[];
  /** The first minor version of kubectl that has the command. */
  readonly since?: number;
  /** Which versions of kubectl cannot do it with Orrery, what they say, and why. */
  readonly fails?: Failing;
}

export interface Failing {
  readonly below: number;
  readonly shows: RegExp;
  readonly why: string;
}

export type Line = readonly [line: string, shows: RegExp, exitCode?: number];

const web = files['web.yaml'];

/** What the lines name. */
export const written: Readonly<Record<string, string>> = {
  ...files,
  'web-2.yaml': web.replace('nginx:1', 'nginx:2'),
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: "x:1"}]}\n',
  'applied.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: red}\n',
};

const created: Line = ['kubectl create -f web.yaml', /service\/nginx created\nstatefulset.apps\/web created/];
const rolled: Line = ['kubectl rollout status sts/web --timeout=20s', /roll ?out|rolling update complete/];

/** What kubectl is asked, in the order of the table. */
export const kubectlRows: readonly Row[] = [
  {
    name: 'version, api-resources, cluster-info',
    lines: [
      ['kubectl version 2>&1', /Server Version.*1\.36/],
      ['kubectl api-resources', /statefulsets +sts +apps\/v1 +true +StatefulSet/],
      ['kubectl api-versions', /apps\/v1\n/],
    ],
  },
  { name: 'create -f, rollout status', lines: [created, rolled] },
  {
    name: 'create with options',
    lines: [
      ['kubectl create namespace blue', /namespace\/blue created/],
      ['kubectl create configmap c --from-literal=a=b', /configmap\/c created/],
      ['kubectl create serviceaccount robot', /serviceaccount\/robot created/],
      ['kubectl create deployment web --image=nginx:1', /deployment.apps\/web created/],
      ['kubectl create pdb web --selector=app=web --min-available=1', /poddisruptionbudget.policy\/web created/],
      ['kubectl get cm c -o jsonpath={.data.a}', /^b$/],
    ],
  },
  {
    name: 'get: tables, -o wide, yaml, jsonpath',
    lines: [
      created,
      rolled,
      ['kubectl get pods -o wide', /NAME +READY +STATUS +RESTARTS +AGE +IP +NODE.*\nweb-0 +1\/1 +Running +0 /],
      ['kubectl get all', /pod\/web-0 [^]*statefulset.apps\/web /],
      ['kubectl get sts web -o yaml', /kind: StatefulSet/],
      ["kubectl get pods -o jsonpath='{.items[*].metadata.name}'", /^web-0 web-1$/],
      ['kubectl get nodes --chunk-size=2', /node-0 [^]*node-1 [^]*node-2 /],
      ['kubectl get pods --sort-by=.metadata.name -l app=nginx -A', /default +web-0 [^]*default +web-1 /],
      ['kubectl get pods --field-selector=metadata.name=web-1', /^NAME.*\nweb-1 .*\n$/],
    ],
  },
  {
    name: 'describe',
    lines: [
      created,
      rolled,
      ['kubectl describe pod web-0', /Node: +node-[^]*Reason[^]*Scheduled[^]*Started/],
      ['kubectl describe sts web', /Pods Status: +2 Running[^]*SuccessfulCreate/],
      ['kubectl describe node node-0', /Capacity:[^]*Allocated resources:/],
      ['kubectl describe svc nginx', /Selector: +app=nginx/],
    ],
  },
  {
    name: 'apply, diff, apply again',
    lines: [
      ['kubectl apply -f web.yaml', /service\/nginx created\nstatefulset.apps\/web created/],
      ['kubectl apply -f web.yaml', /service\/nginx unchanged\nstatefulset.apps\/web unchanged/],
      ['kubectl diff -f web.yaml', /^$/],
      ['kubectl diff -f web-2.yaml', /-[ -]+image: nginx:1\n\+[ -]+image: nginx:2/, 1],
      ['kubectl apply -f web-2.yaml', /service\/nginx unchanged\nstatefulset.apps\/web configured/],
      ['kubectl get sts web -o jsonpath={.spec.template.spec.containers[0].image}', /^nginx:2$/],
    ],
  },
  {
    name: 'apply --server-side, conflict, force',
    lines: [
      ['kubectl apply --server-side -f settings.yaml', /configmap\/settings serverside-applied/],
      [
        'kubectl apply --server-side --field-manager=other -f applied.yaml 2>&1',
        /conflict.*"kubectl".*\.data\.colour/s,
        1,
      ],
      [
        'kubectl apply --server-side --field-manager=other --force-conflicts -f applied.yaml',
        /configmap\/settings serverside-applied/,
      ],
      ['kubectl get cm settings -o jsonpath={.data.colour}', /^red$/],
    ],
  },
  {
    name: 'scale, patch, set image, label, annotate',
    lines: [
      created,
      ['kubectl scale sts web --replicas=3', /statefulset.apps\/web scaled/],
      [`kubectl patch sts web -p '{"spec":{"replicas":1}}'`, /patched/],
      [`kubectl patch sts web --type=merge -p '{"spec":{"replicas":2}}'`, /patched/],
      [`kubectl patch sts web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":3}]'`, /patched/],
      ['kubectl set image sts/web nginx=nginx:2', /image updated/],
      ['kubectl set env sts/web A=b', /env updated/],
      ['kubectl label sts web tier=front', /labeled/],
      ['kubectl annotate sts web note=x', /annotated/],
      [
        `kubectl get sts web -o jsonpath='{.spec.replicas} {.metadata.labels.tier} {.spec.template.spec.containers[0].env}'`,
        /^3 front .*A.*b/,
      ],
    ],
  },
  {
    name: 'replace, edit',
    lines: [
      ['kubectl create -f settings.yaml', /created/],
      ['kubectl replace -f applied.yaml', /replaced/],
      ['KUBE_EDITOR="sed -i s/red/green/" kubectl edit cm settings', /edited/],
      ['kubectl get cm settings -o jsonpath={.data.colour}', /^green$/],
    ],
  },
  {
    name: 'rollout history, undo, restart',
    lines: [
      created,
      rolled,
      ['kubectl set image sts/web nginx=nginx:2', /image updated/],
      rolled,
      ['kubectl rollout history sts/web', /REVISION[^]*1 [^]*2 /],
      ['kubectl rollout history sts/web --revision=1', /Image:\s+nginx:1/],
      ['kubectl rollout undo sts/web', /rolled back/],
      rolled,
      ['kubectl get pods -o jsonpath={.items[*].spec.containers[0].image}', /^nginx:1 nginx:1$/],
      ['kubectl rollout restart sts/web', /restarted/],
      rolled,
      ['kubectl get sts web -o jsonpath={.spec.template.metadata.annotations}', /restartedAt/],
    ],
  },
  {
    name: 'wait',
    lines: [
      ['kubectl create -f pod.yaml', /created/],
      ['kubectl wait pod/a --for=condition=Ready --timeout=20s', /pod\/a condition met/],
      ['kubectl wait pod/a --for=condition=Ready=false --timeout=1s 2>&1', /timed out waiting/, 1],
      ['kubectl delete pod a --wait=false', /deleted/],
      ['kubectl wait pod/a --for=delete --timeout=20s', /^(pod\/a condition met\n)?$/],
    ],
  },
  {
    name: 'wait --for=jsonpath',
    since: 23,
    lines: [
      ['kubectl create -f pod.yaml', /created/],
      ["kubectl wait pod/a --for=jsonpath='{.status.phase}'=Running --timeout=20s", /pod\/a condition met/],
    ],
  },
  {
    name: 'delete: waiting, orphan, foreground, force',
    lines: [
      created,
      rolled,
      ['kubectl delete pod web-0', /pod "web-0" deleted/],
      ['kubectl delete pod web-1 --grace-period=0 --force 2>&1', /deleted/],
      ['kubectl delete sts web --cascade=orphan', /deleted/],
      ['kubectl get pods -o name', /pod\/web-0/],
      ['kubectl delete pods --all', /deleted/],
      ['kubectl create -f web.yaml 2>&1', /web created/, 1],
      rolled,
      ['kubectl delete sts web --cascade=foreground', /deleted/],
      ['kubectl get pods 2>&1', /No resources found/],
      ['kubectl delete svc nginx', /service "nginx" deleted/],
    ],
  },
  {
    name: 'cordon, taint, drain with a budget',
    lines: [
      ['kubectl create deployment web --image=nginx:1 --replicas=2', /created/],
      ['kubectl rollout status deploy/web --timeout=20s', /successfully rolled out/],
      ['kubectl create pdb web --selector=app=web --max-unavailable=1', /created/],
      ['kubectl taint node node-2 a=b:NoSchedule', /tainted/],
      ['kubectl cordon node-1', /cordoned/],
      ['kubectl drain node-0 --ignore-daemonsets --timeout=60s 2>&1', /node\/node-0 (drained|evicted)/],
      ['kubectl uncordon node-1', /uncordoned/],
      ['kubectl taint node node-2 a-', /untainted/],
      ['kubectl get nodes', /node-0 +Ready,SchedulingDisabled/],
    ],
  },
  {
    name: 'logs, exec refused',
    lines: [
      ['kubectl create -f pod.yaml', /created/],
      ['kubectl wait pod/a --for=condition=Ready --timeout=20s', /condition met/],
      ['kubectl logs a', /\S/],
      ['kubectl logs a --tail=1 -c c', /^.+\n$/],
      ['kubectl exec a -- ls 2>&1', /simulat|NotImplemented/i, 1],
    ],
  },
  {
    name: 'get events',
    lines: [
      ['kubectl create -f pod.yaml', /created/],
      ['kubectl wait pod/a --for=condition=Ready --timeout=20s', /condition met/],
      ['kubectl get events --field-selector=involvedObject.name=a', /Scheduled +pod\/a[^]*Started +pod\/a/],
    ],
  },
  {
    name: 'events',
    since: 26,
    lines: [
      ['kubectl create -f pod.yaml', /created/],
      ['kubectl wait pod/a --for=condition=Ready --timeout=20s', /condition met/],
      ['kubectl events --for pod/a', /Scheduled +Pod\/a[^]*Started +Pod\/a/],
    ],
  },
  { name: 'explain', lines: [['kubectl explain sts.spec.replicas', /replicas/]] },
  {
    name: 'auth can-i, top',
    lines: [
      ['kubectl auth can-i create pods', /yes/],
      ['kubectl top nodes', /node-0/],
    ],
  },
];

const chart = '"$CHART"';

export const helmRows: readonly Row[] = [
  {
    name: 'install',
    lines: [
      [`helm install web ${chart} --wait --timeout 30s`, /STATUS: deployed/],
      ['kubectl get pods -o name', /^pod\/web-0\npod\/web-1\n$/],
      ['helm list', /web\s+default\s+1\s.*deployed/],
    ],
  },
  {
    name: 'upgrade, rollback',
    lines: [
      [`helm install web ${chart} --wait --timeout 30s`, /STATUS: deployed/],
      [
        `helm upgrade web ${chart} --set replicas=3 --set image=nginx:2 --wait --timeout 30s`,
        /STATUS: deployed[^]*REVISION: 2/,
      ],
      ['kubectl get pods -o jsonpath={.items[*].spec.containers[0].image}', /^nginx:2 nginx:2 nginx:2$/],
      ['helm rollback web 1 --wait --timeout 30s', /Rollback was a success/],
      ['helm history web', /3 .*Rollback to 1/],
      ['kubectl get sts web -o jsonpath={.spec.replicas}', /^2$/],
    ],
  },
  {
    name: 'uninstall',
    lines: [
      [`helm install web ${chart} --wait --timeout 30s`, /STATUS: deployed/],
      ['helm uninstall web --wait --timeout 30s', /uninstalled/],
      ['kubectl get sts,svc -o name', /^(service\/kubernetes\n)?$/],
      ['helm list -q', /^$/],
    ],
  },
];

export const clientNodeRows: readonly Row[] = ['list', 'informer', 'patch', 'errors', 'logs'].map((name) => ({
  name,
  lines: [[`node "$CLIENT_NODE" ${name}`, /^/]],
}));
